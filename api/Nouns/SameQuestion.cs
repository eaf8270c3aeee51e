using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>The rule that only arguments of one question are joined.</summary>
internal static class SameQuestion
{
    /// <summary>Those of <paramref name="argumentIds"/> that are of another question.</summary>
    public static async Task<HashSet<string>> FindOthersAsync(Session session, IEnumerable<string> argumentIds, string questionId)
    {
        var ids = argumentIds.Distinct(StringComparer.Ordinal).ToArray();
        if (ids.Length == 0) return [];
        var others = await session.QueryAsync<string>(FindOthers(session.Engine), new { Ids = session.Engine.List(ids), QuestionId = questionId });
        return [.. others];
    }

    internal static string FindOthers(Engine engine) => $"""
        SELECT id
        FROM arguments
        WHERE {engine.AnyOf("id", "@Ids")}
          AND question_id <> @QuestionId
        """;

    public static ProblemError Error(string pointer, string argumentId) =>
        JsonText.Error(pointer, Codes.QuestionMismatch, $"The argument '{argumentId}' is of another question.");
}
