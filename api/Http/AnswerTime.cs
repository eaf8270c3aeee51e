using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>
/// How long an answer may be on its way, from its first byte on: whoever takes it byte by byte has a place that others wait for. Then the connection
/// is broken off. Exports, which have a time of their own, streams and long polls are exempt.
/// </summary>
internal sealed class AnswerTime(IOptions<ServiceLimits> limits, TimeProvider clock)
{
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.AnswerSeconds);

    /// <summary>Lets an answer take as long as it takes.</summary>
    public static void Lift(HttpContext http) => http.Features.Get<Watch>()?.Lift();

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        using var watch = new Watch(http);
        http.Features.Set(watch);
        http.Response.OnStarting(() =>
        {
            watch.Begin(limit, clock);
            return Task.CompletedTask;
        });
        await next(http);
    }

    private sealed class Watch(HttpContext http) : IDisposable
    {
        private ITimer? timer;
        private bool isLifted;

        /// <summary>Whether the answer is through, or broken off.</summary>
        private int isOver;

        public void Lift() => isLifted = true;

        public void Begin(TimeSpan limit, TimeProvider clock)
        {
            if (!isLifted && Volatile.Read(ref isOver) == 0) timer = clock.CreateTimer(_ => BreakOff(), null, limit, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            Interlocked.Exchange(ref isOver, 1);
            timer?.Dispose();
        }

        private void BreakOff()
        {
            if (Interlocked.Exchange(ref isOver, 1) != 0) return;
            Meters.Refused("answer_time");
            http.Abort();
        }
    }
}
