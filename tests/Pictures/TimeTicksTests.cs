using StanceApi.Pictures;
using StanceApi.Values;

namespace StanceApi.Tests.Pictures;

/// <summary>Marks on an axis of time.</summary>
public sealed class TimeTicksTests
{
    [Theory]
    [InlineData("2025-10-28T00:00:00Z", "2025-10-29T12:00:00Z", "10-28 00:00|10-28 06:00|10-28 12:00|10-28 18:00|10-29 00:00|10-29 06:00|10-29 12:00")]
    [InlineData("2025-10-27T00:00:00.000001Z", "2025-11-01T00:00:00Z", "2025-10-28|2025-10-29|2025-10-30|2025-10-31|2025-11-01")]
    // Mondays.
    [InlineData("2025-10-27T00:00:00Z", "2025-11-30T00:00:00Z", "2025-10-27|2025-11-03|2025-11-10|2025-11-17|2025-11-24")]
    [InlineData("2024-12-15T00:00:00Z", "2025-05-01T00:00:00Z", "2025-01|2025-02|2025-03|2025-04|2025-05")]
    [InlineData("1968-06-01T00:00:00Z", "1972-06-01T00:00:00Z", "1969|1970|1971|1972")]
    [InlineData("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "2000|4000|6000|8000", 5)]
    [InlineData("2025-10-28T09:00:00Z", "2025-10-28T09:01:00Z", "09:00:00|09:00:10|09:00:20|09:00:30|09:00:40|09:00:50|09:01:00")]
    // A day or a year that begins is told, since the axis tells those of its beginning only.
    [InlineData("2025-10-28T23:59:40Z", "2025-10-29T00:00:10Z", "23:59:40|23:59:45|23:59:50|23:59:55|10-29 00:00|00:00:05|00:00:10")]
    [InlineData("2025-12-31T12:00:00Z", "2026-01-01T06:00:00Z", "12-31 12:00|12-31 15:00|12-31 18:00|12-31 21:00|2026-01-01|01-01 03:00|01-01 06:00")]
    [InlineData("9999-12-31T12:00:00Z", "9999-12-31T23:59:59Z", "12-31 12:00|12-31 18:00", 3)]
    // Between two marks of a coarser step there are those of a finer one.
    [InlineData("2024-02-29T12:01:00Z", "2024-02-29T12:08:42Z", "12:02|12:04|12:06|12:08")]
    [InlineData("2024-02-29T01:00:00Z", "2024-02-29T08:30:00Z", "02-29 02:00|02-29 04:00|02-29 06:00|02-29 08:00")]
    [InlineData("2024-02-29T00:05:00Z", "2024-02-29T01:25:00Z", "00:20|00:40|01:00|01:20")]
    [InlineData("2024-02-29T00:00:00Z", "2024-03-02T00:00:00Z", "02-29 00:00|02-29 12:00|03-01 00:00|03-01 12:00|03-02 00:00")]
    public void Marks_are_at_round_moments_and_as_fine_as_there_is_room_for(string first, string last, string labels, int most = 7)
    {
        var marks = TimeTicks.Between(PartialDate.Parse(first).First, PartialDate.Parse(last).First, most);

        Assert.Equal(labels, string.Join('|', marks.Select(mark => mark.Label)));
        Assert.All(marks, mark => Assert.InRange(mark.At, PartialDate.Parse(first).First, PartialDate.Parse(last).First));
    }

    [Theory]
    [InlineData("2025-10-28T09:00:00Z", "From 2025-10-28 (UTC)")]
    [InlineData("2025-10-27T23:59:59.999999Z", "From 2025-10-28 (UTC)")]
    public void An_axis_tells_the_day_that_it_begins_with(string first, string told) => Assert.Equal(told, TimeTicks.Beginning(PartialDate.Parse(first).First));
}
