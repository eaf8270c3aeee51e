using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Sources;

/// <summary>
/// Texts that may be under copyright: a source says whether its text is restricted, and what it says now holds for every version, for
/// those read at <c>known_at</c> and those of a retired source too.
/// </summary>
internal static class RestrictedTexts
{
    private static readonly string Restricted = Words<TextAccess>.Of(TextAccess.Restricted);

    /// <summary>Whether the text is hidden from whoever asks. The row is the one at the feed position <paramref name="past"/> (null: now).</summary>
    public static async Task<bool> AreHiddenAsync(HttpContext http, Session session, INoun noun, SourceRow row, long? past)
    {
        if (Caller.Has(http.User, AccessScope.Texts)) return false;
        var now = past is null ? row : await (await RecordState<SourceRow>.ReadAsync(session, noun, row.Id)).LastRowAsync(session, noun, row.Id);
        return now?.TextAccess == Restricted;
    }

    /// <summary>403, for a text that is hidden.</summary>
    public static Problem Refuse(string id) => Problem.At(
        StatusCodes.Status403Forbidden, Codes.TextRestricted, $"The text of the source '{id}' is restricted: send a key with the scope texts, or an administrator's.", ErrorPlace.Header, "/Authorization");

    /// <summary>403, for a write that would open a restricted text to whoever may not read it.</summary>
    public static Problem? RefuseOpening(SourceRow row, SourceRow? before, Author author) =>
        before?.TextAccess != Restricted || row.TextAccess == Restricted || author.Scopes.Contains(Words<AccessScope>.Of(AccessScope.Texts))
            ? null
            : Problem.At(StatusCodes.Status403Forbidden, Codes.TextRestricted, "A restricted text is opened by whoever may read it: send a key with the scope texts, or an administrator's.", ErrorPlace.Body, "/text_access");
}
