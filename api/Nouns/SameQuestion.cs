using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>A record's mention of an argument: the record, its question, the argument, and where it stands.</summary>
internal readonly record struct ArgumentMention(string Owner, string QuestionId, string ArgumentId, string Pointer);

/// <summary>The rule that only arguments of one question are joined.</summary>
internal static class SameQuestion
{
    /// <summary>Finds the mentions of arguments that are of another question than the record; one statement.</summary>
    public static async Task CheckAsync(Session session, IEnumerable<ArgumentMention> mentions, Faults faults)
    {
        ArgumentMention[] all = [.. mentions];
        if (all.Length == 0) return;
        var ids = session.Engine.List(all.Select(mention => mention.ArgumentId).Distinct(StringComparer.Ordinal));
        var questions = (await session.QueryAsync<QuestionRow>(FindQuestions(session.Engine), new { Ids = ids })).ToDictionary(row => row.Id, row => row.QuestionId);
        foreach (var mention in all.Where(mention => questions.TryGetValue(mention.ArgumentId, out var question) && question != mention.QuestionId))
            faults.Add(mention.Owner, JsonText.Error(mention.Pointer, Codes.QuestionMismatch, $"The argument '{mention.ArgumentId}' is of another question."));
    }

    internal static string FindQuestions(Engine engine) => $"""
        SELECT id, question_id
        FROM arguments
        WHERE {engine.AnyOf("id", "@Ids")}
        """;

    private sealed record QuestionRow
    {
        public required string Id { get; init; }

        public required string QuestionId { get; init; }
    }
}
