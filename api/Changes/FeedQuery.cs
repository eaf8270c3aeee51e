using System.Globalization;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Changes;

/// <summary>What the feed was asked for.</summary>
internal sealed record FeedQuery(long After, int Limit, IReadOnlyList<string> Types, TimeSpan Wait, bool IsResumed)
{
    public const int LongestWait = 60;
    public const string LastEventId = "Last-Event-ID";

    /// <summary>Reads the query string and, for a stream, where it was left (<c>Last-Event-ID</c> beats <c>after</c>).</summary>
    public static FeedQuery Read(HttpRequest request, bool isStream, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var after = Position(query.Value("after")) ?? Refused(() => query.Refuse("after", Codes.InvalidParameter, "after is a feed position, such as 42."));
        var types = query.Values("type");
        foreach (var type in types.Where(type => !Words.List(typeof(FeedType)).Contains(type)))
            query.Refuse("type", Codes.UnknownValue, $"'{type}' is not known. Allowed here: {string.Join(", ", Words.List(typeof(FeedType)))}. Repeat the parameter for any of several.");
        // A stream has no pages and waits by itself.
        var limit = isStream ? ListParameters.LargestLimit : query.PageLimit(ListParameters.DefaultLimit);
        var wait = isStream ? 0 : query.Number("wait", 0, LongestWait, 0);
        query.RefuseOthers();
        var last = request.Headers[LastEventId];
        if (last.Count > 0 && !isStream) RefuseLast(errors, "This continues a stream. To read pages from there, send it as after.");
        else if (last.Count > 0) after = Position(last.ToString()) ?? Refused(() => RefuseLast(errors, "Send the id of the last event that was received."));
        return new FeedQuery(after, limit, [.. types.Distinct(StringComparer.Ordinal)], TimeSpan.FromSeconds(wait), IsResumed: last.Count > 0);
    }

    /// <summary>400, for a position that this store's feed has not reached, told where it was sent.</summary>
    public Problem Beyond(long head) => Problem.Of(
        StatusCodes.Status400BadRequest,
        [
            new ProblemError(
                IsResumed ? ErrorPlace.Header : ErrorPlace.Query,
                IsResumed ? $"/{LastEventId}" : "/after",
                IsResumed ? Codes.InvalidHeader : Codes.InvalidParameter,
                $"The feed of this store has reached {head}. A position beyond it comes from another store: begin again at 0."),
        ]);

    private static void RefuseLast(List<ProblemError> errors, string advice) => errors.Add(new ProblemError(ErrorPlace.Header, $"/{LastEventId}", Codes.InvalidHeader, advice));

    /// <summary>A feed position; 0 where none is named, null where it is not one.</summary>
    private static long? Position(string? text) => text is null
        ? 0
        : text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static long Refused(Action refuse)
    {
        refuse();
        return 0;
    }
}
