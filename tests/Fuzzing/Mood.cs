namespace StanceApi.Tests.Fuzzing;

/// <summary>How a request is meant.</summary>
internal enum Mood
{
    /// <summary>As the document says.</summary>
    Valid,

    /// <summary>With one thing wrong.</summary>
    NearlyValid,

    /// <summary>With strange things wherever they fit.</summary>
    Hostile,
}
