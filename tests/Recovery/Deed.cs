namespace StanceApi.Tests.Recovery;

/// <summary>A write that a clerk asks for.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">The path and the query.</param>
/// <param name="Body">What is sent, null where nothing is.</param>
/// <param name="MediaType">The media type of the body.</param>
internal sealed record Deed(HttpMethod Method, string Path, string? Body = null, string MediaType = "application/json")
{
    /// <summary>What the feed tells of it: a mark for each version of a record that it makes.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>The ids of the positions that it writes, empty where the service chooses.</summary>
    public IReadOnlyList<string> Positions { get; init; } = [];

    /// <summary>The source whose text it stores, null where it stores none.</summary>
    public string? TextOf { get; init; }

    /// <summary>The idempotency key, null where it has none.</summary>
    public string? Key { get; init; }

    public Task<Answer> SendAsync(HttpClient client) => client.SendAsync(Method, Path, Body, MediaType, Key is null ? [] : [("Idempotency-Key", Key)]);
}

/// <summary>What a clerk did until the service died.</summary>
/// <param name="Answered">The writes that were acknowledged, in order.</param>
/// <param name="Unanswered">The one that was on its way, null where there was none.</param>
internal sealed record Shift(IReadOnlyList<(Deed Deed, Answer Answer)> Answered, Deed? Unanswered)
{
    /// <summary>The 503 by which the last write was answered; null where the service died.</summary>
    public Answer? Refusal { get; init; }
}
