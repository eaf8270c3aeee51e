using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>One of the two databases cannot be used.</summary>
/// <param name="option">The option that names it.</param>
/// <param name="cause">Why; it says what to do.</param>
internal sealed class CopySideException(string option, Exception cause) : Exception($"{option}: {cause.Message}", cause)
{
    public string Option { get; } = option;

    /// <summary>Whether the copy had begun, so that the same one goes on.</summary>
    public bool IsAmid { get; private init; }

    /// <summary>Opens a side, and says which one it is where that fails.</summary>
    /// <exception cref="CopySideException">It cannot be opened.</exception>
    public static async Task<T> OpenAsync<T>(string option, Func<Task<T>> open)
    {
        try
        {
            return await open();
        }
        catch (Exception failure)
        {
            throw new CopySideException(option, failure);
        }
    }

    /// <summary>Does what is a part of the copy, and says which side it was that could not go on.</summary>
    /// <param name="written">The option of the side that statements are sent to.</param>
    /// <param name="read">The option of the side that rows are read from.</param>
    /// <param name="engine">The engine of the side that statements are sent to.</param>
    /// <param name="work">The part.</param>
    /// <exception cref="CopySideException">One of them went away, or refused what it was given.</exception>
    public static async Task<T> AmidAsync<T>(string written, string read, Engine engine, Func<Task<T>> work)
    {
        try
        {
            return await StorageFeature.AdviseAsync(engine, work);
        }
        catch (UnfitStoreException failure)
        {
            throw new CopySideException(written, failure) { IsAmid = true };
        }
        catch (StoreException failure)
        {
            throw new CopySideException(read, failure) { IsAmid = true };
        }
    }
}
