using System.Globalization;
using CsCheck;
using StanceApi.Values;

namespace StanceApi.Tests.Values;

/// <summary>Dates as exact as their source tells, and the instants that they cover.</summary>
public sealed class PartialDateTests
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    private static readonly Gen<DateTime> AnyDay = Gen.Int[0, DateTime.MaxValue.Subtract(DateTime.MinValue).Days].Select(days => DateTime.MinValue.AddDays(days));

    [Theory]
    [InlineData("1970", 0, 365 * Day - 1)]
    [InlineData("1970-01", 0, 31 * Day - 1)]
    [InlineData("1970-01-01", 0, Day - 1)]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("1970-01-01T00:00:01.5Z", 1_500_000, 1_500_000)]
    [InlineData("1970-01-01T00:00:00.000001Z", 1, 1)]
    [InlineData("1972", 730 * Day, 1_096 * Day - 1)]
    [InlineData("1972-02", 761 * Day, 790 * Day - 1)]
    [InlineData("1972-02-29", 789 * Day, 790 * Day - 1)]
    [InlineData("1969-12-31", -Day, -1)]
    [InlineData("2025-10-27T18:30:00Z", 1_761_589_800_000_000, 1_761_589_800_000_000)]
    [InlineData("0001-01-01", -62_135_596_800_000_000, -62_135_596_800_000_000 + Day - 1)]
    [InlineData("9999-12-31", 253_402_300_800_000_000 - Day, 253_402_300_799_999_999)]
    [InlineData("9999-12", 253_402_300_800_000_000 - 31 * Day, 253_402_300_799_999_999)]
    [InlineData("9999", 253_402_300_800_000_000 - 365 * Day, 253_402_300_799_999_999)]
    public void A_date_covers_its_first_to_its_last_microsecond(string text, long first, long last)
    {
        var date = PartialDate.Parse(text);

        Assert.Equal((text, first, last), (date.Text, date.First, date.Last));
        Assert.Equal(text.EndsWith('Z'), date.IsInstant);
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("0000")]
    [InlineData("2025-00")]
    [InlineData("2025-13")]
    [InlineData("2025-1")]
    [InlineData("2025-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2025-04-31")]
    [InlineData("2025-10-00")]
    [InlineData("20251027")]
    [InlineData("2025-10-27T18:30Z")]
    [InlineData("2025-10-27T18:30:00")]
    [InlineData("2025-10-27T18:30:00+00:00")]
    [InlineData("2025-10-27 18:30:00Z")]
    [InlineData("2025-10-27T24:00:00Z")]
    [InlineData("2025-10-27T23:60:00Z")]
    [InlineData("2025-10-27T23:59:60Z")]
    [InlineData("2025-10-27T18:30:00.Z")]
    [InlineData("2025-10-27T18:30:00.1234567Z")]
    [InlineData("2025-10-27t18:30:00z")]
    [InlineData("2025-10-27\n")]
    [InlineData(" 2025")]
    [InlineData("-2025")]
    [InlineData("2025?")]
    [InlineData("2025-21")]
    [InlineData("２０２５")]
    public void What_is_no_date_is_not_read_as_one(string text) => Assert.False(PartialDate.TryParse(text, out _));

    [Fact]
    public void Every_day_is_read_and_lies_inside_its_month_and_its_year() => AnyDay.Sample(day =>
    {
        var exact = Read(day, "yyyy-MM-dd");
        var month = Read(day, "yyyy-MM");
        var year = Read(day, "yyyy");
        return exact.Last - exact.First == Day - 1
            && month.First <= exact.First && exact.Last <= month.Last
            && year.First <= month.First && month.Last <= year.Last;
    });

    [Fact]
    public void Days_follow_one_another_without_a_gap() => AnyDay.Where(day => day < DateTime.MaxValue.Date).Sample(day =>
        Read(day, "yyyy-MM-dd").Last + 1 == Read(day.AddDays(1), "yyyy-MM-dd").First);

    [Fact]
    public void An_instant_that_the_service_writes_is_read_as_itself() => Gen.Long[-62_135_596_800_000_000, 253_402_300_799_999_999].Sample(microsecond =>
    {
        var date = PartialDate.Parse(Instant.Write(Instant.FromMicroseconds(microsecond)));
        return date.IsInstant && date.First == microsecond && date.Last == microsecond;
    });

    private static PartialDate Read(DateTime day, string format) => PartialDate.Parse(day.ToString(format, CultureInfo.InvariantCulture));
}
