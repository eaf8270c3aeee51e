namespace StanceApi.Storage;

/// <summary>
/// A row as the engine's driver has it, until the next is read: texts as the UTF-8 that the store holds, for whoever writes them on
/// as they are.
/// </summary>
internal abstract class RawRow
{
    public abstract bool IsNull(int column);

    public abstract long Number(int column);

    public abstract ReadOnlySpan<byte> Text(int column);
}
