namespace StanceApi.Access;

/// <summary>What a key or a token may do.</summary>
public enum AccessScope
{
    /// <summary>Read everything but restricted texts.</summary>
    Read,

    /// <summary>Write records and texts; whoever may write may read.</summary>
    Write,

    /// <summary>Read restricted texts too, and mark them open; whoever may do that may read.</summary>
    Texts,

    /// <summary>Everything, keys included.</summary>
    Admin,
}
