namespace StanceApi.Copying;

/// <summary>One of the two databases cannot be used.</summary>
/// <param name="option">The option that names it.</param>
/// <param name="cause">Why; it says what to do.</param>
internal sealed class CopySideException(string option, Exception cause) : Exception($"{option}: {cause.Message}", cause)
{
    public string Option { get; } = option;

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
}
