using StanceApi.Arguments;
using StanceApi.Storage;

namespace StanceApi.Analysis;

/// <summary>Reads the arguments on a question.</summary>
internal static class QuestionArguments
{
    /// <summary>By id, as of a feed position (null: now); one statement.</summary>
    public static Task<IReadOnlyList<ArgumentRow>> ReadAsync(Session session, string questionId, long? seq) =>
        session.QueryAsync<ArgumentRow>(Sql(session.Engine, seq), new { QuestionId = questionId, Seq = seq });

    internal static string Sql(Engine engine, long? seq) => $"{Table.Of<ArgumentRow>("arguments").At(engine, seq)}\nWHERE question_id = @QuestionId\nORDER BY id";
}
