namespace StanceApi.Analysis;

/// <summary>A window of time: half-open, in microseconds since 1970, UTC.</summary>
internal readonly record struct TimeWindow(long From, long Until)
{
    public bool Has(long instant) => From <= instant && instant < Until;
}

/// <summary>Windows of a length in days that begin a step of days after each other, the first with the day of the first statement.</summary>
/// <param name="Length">How many days a window has.</param>
/// <param name="Step">After how many days the next one begins.</param>
internal sealed record TimeWindows(int Length, int Step)
{
    /// <summary>How many windows begin from the first instant to the last.</summary>
    public long Count(long first, long last) => ((Observations.DayOf(last) - Observations.DayOf(first)) / Step) + 1;

    public IEnumerable<TimeWindow> Between(long first, long last)
    {
        var count = Count(first, last);
        for (var index = 0L; index < count; index++)
        {
            var day = Observations.DayOf(first) + (index * Step);
            yield return new TimeWindow(Observations.StartOf(day), Observations.StartOf(day + Length));
        }
    }
}
