using System.Runtime.CompilerServices;

namespace StanceApi.Client;

/// <summary>Expectations that say, in their own source text, what failed.</summary>
internal static class Expect
{
    public static void True(bool holds, [CallerArgumentExpression(nameof(holds))] string text = "")
    {
        if (!holds) throw new InvalidOperationException($"Not so: {text}");
    }

    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string text = "") =>
        True(EqualityComparer<T>.Default.Equals(expected, actual), $"{text} is {expected}, but {actual}");

    /// <summary>The problem that the service refuses with.</summary>
    public static async Task<StanceException<ProblemDocument>> ProblemAsync(int status, Task request)
    {
        try
        {
            await request;
        }
        catch (StanceException<ProblemDocument> problem)
        {
            Equal(status, problem.StatusCode);
            return problem;
        }

        throw new InvalidOperationException($"Answered where a problem of status {status} was expected.");
    }
}
