using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>
/// How many requests are served at once; a further one is answered 503 at once instead of making all of them slow. What goes on for longer
/// than a request should (a stream, a long poll) gives its place to others and takes one of its own kind. No caller has more than a share of either
/// kind. Health and metrics are exempt.
/// </summary>
internal sealed class RequestSlots(IOptions<ServiceLimits> limits)
{
    private readonly ServiceLimits most = limits.Value;
    private readonly CallerShares shares = new(limits.Value.RequestsPerCaller);
    private readonly CallerShares lastingShares = new(limits.Value.StreamsPerCaller);
    private int running;
    private int lasting;

    /// <summary>How many requests are served now, those that last not counted.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>How many streams and long polls there are now.</summary>
    public int Lasting => Volatile.Read(ref lasting);

    /// <summary>Gives the place of a request back, since it is going to last; a problem where too many last already.</summary>
    public static Problem? Last(HttpContext http)
    {
        AnswerTime.Lift(http);
        return http.Features.Get<Slot>()?.Last();
    }

    /// <summary>Counts the place of a request for whoever makes it; false where he has as many as he may.</summary>
    public static bool TryShare(HttpContext http, string caller) => http.Features.Get<Slot>()?.TryShare(caller) != false;

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (!TryTake(ref running, most.Requests))
        {
            Meters.Refused("requests");
            await ProblemDocument.WriteAsync(http, Problem.Busy("Too many requests are being served already. Try again shortly."));
            return;
        }

        Meters.Served(1, isLasting: false);
        var slot = new Slot(this);
        http.Features.Set(slot);
        try
        {
            await next(http);
        }
        finally
        {
            slot.Free();
        }
    }

    private static bool TryTake(ref int taken, int most)
    {
        if (Interlocked.Increment(ref taken) <= most) return true;
        Interlocked.Decrement(ref taken);
        return false;
    }

    /// <summary>The place of one request.</summary>
    private sealed class Slot(RequestSlots slots)
    {
        private bool isLasting;

        /// <summary>For whom the place is counted, null while that is not known or no more.</summary>
        private string? caller;

        private CallerShares Shares => isLasting ? slots.lastingShares : slots.shares;

        public bool TryShare(string sharer)
        {
            if (!slots.shares.TryTake(sharer)) return false;
            caller = sharer;
            return true;
        }

        /// <summary>Takes a place among those that last instead, if there is one and the caller has not his share of them.</summary>
        public Problem? Last()
        {
            if (isLasting) return null;
            if (!TryTake(ref slots.lasting, slots.most.Streams)) return Refused("streams", "Too many streams and long polls are open already. Try again shortly, or ask for pages.");
            if (caller is not null && !slots.lastingShares.TryTake(caller))
            {
                Interlocked.Decrement(ref slots.lasting);
                return Refused("caller_streams", $"Of one caller at most {slots.most.StreamsPerCaller} streams and long polls are open at once. End one, or ask for pages.");
            }

            if (caller is not null) slots.shares.Free(caller);
            isLasting = true;
            Interlocked.Decrement(ref slots.running);
            Meters.Served(-1, isLasting: false);
            Meters.Served(1, isLasting: true);
            return null;
        }

        public void Free()
        {
            if (isLasting) Interlocked.Decrement(ref slots.lasting);
            else Interlocked.Decrement(ref slots.running);
            if (caller is not null) Shares.Free(caller);
            Meters.Served(-1, isLasting);
        }

        private static Problem Refused(string limit, string advice)
        {
            Meters.Refused(limit);
            return Problem.Busy(advice);
        }
    }
}
