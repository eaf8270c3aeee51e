namespace StanceApi.Tests.Engines;

/// <summary>The kinds of constraints that refuse a row.</summary>
public enum Refusal
{
    ForeignKey,
    Check,
    NotNull,
    PrimaryKey,
    Unique,
    DataType,
}
