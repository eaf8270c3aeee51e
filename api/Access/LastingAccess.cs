namespace StanceApi.Access;

/// <summary>Whether a caller may still do what he was let in for: for answers that go on for longer than a moment.</summary>
internal sealed class LastingAccess(KnownKeys keys, TimeProvider clock)
{
    public async Task<bool> HoldsAsync(HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated != true) return true;
        if (Caller.End(http.User) is { } end) return clock.GetUtcNow() < end;
        return await keys.FindAsync(Bearer.Of(http.Request)!, http.RequestAborted) is { } key && key.Fault(clock.GetUtcNow()) is null;
    }
}
