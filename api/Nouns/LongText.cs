using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>A text beside the record, searched in passages.</summary>
/// <param name="Hash">What tells one text from another; null where the row has none.</param>
/// <param name="IsRestricted">Whether only some may see it.</param>
/// <param name="ReadAsync">The text of a row; empty where it has none.</param>
internal sealed record LongText<TRow>(Func<TRow, string?> Hash, Func<TRow, bool> IsRestricted, Func<Session, TRow, Task<string>> ReadAsync);
