using System.Globalization;
using Faultline.Services.Schedules;

namespace Faultline.Tests.Schedules;

/// <summary>
/// When recurring actions are due (ec2-auto-scaling-scheduled-scaling.html, and crontab.org to which it refers): the
/// schedule, its zone, an hour, and the first times after it in Coordinated Universal Time.
/// </summary>
public sealed class CronTests
{
    private const string Paris = "Europe/Paris";
    private const string NewYork = "America/New_York";
    private const string Form = "yyyy-MM-dd HH:mm";

    private static readonly string[] forms = ["yyyy-MM-dd'T'HH:mm"];

    [Theory]
    [InlineData("30 0 1 1,6,12 *", null, "2020-07-01 00:00", "2020-12-01 00:30, 2021-01-01 00:30, 2021-06-01 00:30")]
    [InlineData("0 9 * * *", null, "2026-01-02 09:00", "2026-01-03 09:00")]
    [InlineData("0 9 * * *", null, "2026-01-02 08:59", "2026-01-02 09:00")]
    [InlineData("30 6 * * 2", null, "2026-01-02 00:00", "2026-01-06 06:30, 2026-01-13 06:30")]
    [InlineData("30 6 * * tue", null, "2026-01-02 00:00", "2026-01-06 06:30")]
    [InlineData("0 0 * * 0", null, "2026-01-02 00:00", "2026-01-04 00:00")]
    [InlineData("0 0 * * 7", null, "2026-01-02 00:00", "2026-01-04 00:00")]
    [InlineData("0 0 * * 5-7", null, "2026-01-02 00:00", "2026-01-03 00:00, 2026-01-04 00:00, 2026-01-09 00:00")]
    [InlineData("0 0 * * FRI-SUN", null, "2026-01-02 00:00", "2026-01-03 00:00, 2026-01-04 00:00, 2026-01-09 00:00")]
    [InlineData("0 0 * * MON-sun/6", null, "2026-01-02 00:00", "2026-01-04 00:00, 2026-01-05 00:00, 2026-01-11 00:00")]
    [InlineData("0 0 * * SUN-MON", null, "2026-01-02 00:00", "2026-01-04 00:00, 2026-01-05 00:00, 2026-01-11 00:00")]
    [InlineData("0 0 * * SUN-SUN", null, "2026-01-02 00:00", "2026-01-04 00:00, 2026-01-11 00:00")]
    [InlineData("*/20 8-9 * * *", null, "2026-01-02 08:30", "2026-01-02 08:40, 2026-01-02 09:00, 2026-01-02 09:20")]
    [InlineData("10-40/15 8 * * *", null, "2026-01-02 00:00", "2026-01-02 08:10, 2026-01-02 08:25, 2026-01-02 08:40")]
    [InlineData("0 12 * FEB *", null, "2026-01-02 00:00", "2026-02-01 12:00")]
    [InlineData("0 0 29 2 *", null, "2026-01-02 00:00", "2028-02-29 00:00")]
    [InlineData("0 0 29 2 *", null, "2096-03-01 00:00", "2104-02-29 00:00")]
    [InlineData("0 0 31 * *", null, "2026-01-31 00:00", "2026-03-31 00:00")]
    [InlineData("0 0 13 * 5", null, "2026-01-02 00:00", "2026-01-09 00:00, 2026-01-13 00:00, 2026-01-16 00:00")]
    [InlineData("0 0 */2 * 5", null, "2026-01-02 00:00", "2026-01-09 00:00, 2026-01-23 00:00")]
    [InlineData(" 0   9 *\t* * ", null, "2026-01-02 00:00", "2026-01-02 09:00")]
    [InlineData("0 18 * * 1-5", NewYork, "2026-01-02 00:00", "2026-01-02 23:00, 2026-01-05 23:00")]
    [InlineData("0 8 * * *", NewYork, "2026-03-07 00:00", "2026-03-07 13:00, 2026-03-08 12:00")]
    [InlineData("0 8 * * *", "Etc/UTC", "2026-03-07 00:00", "2026-03-07 08:00, 2026-03-08 08:00")]
    [InlineData("30 2 * * *", Paris, "2026-03-28 12:00", "2026-03-29 01:00, 2026-03-30 00:30")]
    [InlineData("30 2 * * *", Paris, "2026-10-24 12:00", "2026-10-25 00:30, 2026-10-26 01:30")]
    [InlineData("30 * * * *", Paris, "2026-03-29 00:00", "2026-03-29 00:30, 2026-03-29 01:30")]
    [InlineData("30 * * * *", Paris, "2026-10-24 23:45", "2026-10-25 00:30, 2026-10-25 01:30, 2026-10-25 02:30")]
    [InlineData("0 0 * * *", "America/Sao_Paulo", "2018-11-03 12:00", "2018-11-04 03:00, 2018-11-05 02:00")]
    [InlineData("0 12 * * *", "Pacific/Kiritimati", "2026-01-01 23:00", "2026-01-02 22:00")]
    [InlineData("45 5 * * *", "Asia/Kathmandu", "2026-01-01 00:00", "2026-01-02 00:00")]
    public void Actions_are_due_when_crontab_says(string schedule, string? zone, string after, string due)
    {
        var cron = Cron.Read(schedule)!;
        var at = Hour(after);
        foreach (var next in due.Split(", "))
        {
            at = cron.Next(at, TimeZones.Find(zone)!)!.Value;
            Assert.Equal(next, at.ToString(Form, CultureInfo.InvariantCulture));
            Assert.Equal(TimeSpan.Zero, at.Offset);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("cron(0 9 * * ? *)")]
    [InlineData("0 9 ? * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * 0 *")]
    [InlineData("* * * * 8")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("* * * * SAT-MON")]
    [InlineData("* * * DEC-JAN *")]
    [InlineData("-1 * * * *")]
    [InlineData("1- * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("5/10 * * * *")]
    [InlineData("0 0 1/2 * *")]
    [InlineData("0 0 * * MON/2")]
    [InlineData("0,5/10 * * * *")]
    [InlineData("*/ * * * *")]
    [InlineData("0 0 * * ?")]
    [InlineData("a * * * *")]
    [InlineData("* mon * * *")]
    [InlineData("* * * * funday")]
    [InlineData("+1 * * * *")]
    public void What_crontab_does_not_know_is_no_schedule(string schedule) => Assert.Null(Cron.Read(schedule));

    [Fact]
    public void What_never_is_is_never_due() =>
        Assert.Null(Cron.Read("0 0 30 2 *")!.Next(Hour("2026-01-02 00:00"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("9995-06-01 00:00")]
    [InlineData("9999-12-31 23:59")]
    public void Nothing_is_due_at_the_end_of_the_calendar(string after) =>
        Assert.Null(Cron.Read("0 0 * * *")!.Next(Hour(after), TimeZones.Find("Etc/GMT-14")!));

    [Theory]
    [InlineData("2026-01-05T10:00", "2026-01-05 09:00")]
    [InlineData("2026-07-05T10:00", "2026-07-05 08:00")]
    [InlineData("2026-03-29T02:30", "2026-03-29 01:30")]
    [InlineData("0002-01-01T00:20", "0002-01-01 00:10")]
    [InlineData("0001-01-01T00:00", null)]
    [InlineData("9999-12-31T23:59", null)]
    [InlineData("2026-02-30T10:00", null)]
    [InlineData("2026-01-05 10:00", null)]
    [InlineData("", null)]
    public void An_hour_on_the_clocks_of_a_zone_is_a_moment(string text, string? moment) => Assert.Equal(
        moment, TimeZones.Moment(text, forms, TimeZones.Find(Paris)!)
            ?.ToString(Form, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null, true)]
    [InlineData("Europe/Paris", true)]
    [InlineData("Etc/GMT+9", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("+01:00", false)]
    [InlineData("../zoneinfo/Europe/Paris", false)]
    [InlineData("", false)]
    public void Zones_are_those_of_the_IANA_database(string? name, bool isThere) =>
        Assert.Equal(isThere, TimeZones.Find(name) is not null);

    private static DateTimeOffset Hour(string text) => DateTimeOffset.ParseExact(
        text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
