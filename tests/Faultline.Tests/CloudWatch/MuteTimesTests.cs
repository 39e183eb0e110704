using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Mutes;
using Faultline.Wire;

namespace Faultline.Tests.CloudWatch;

/// <summary>When mute rules mute ("Alarm mute rules", user guide; Schedule, API reference).</summary>
public sealed class MuteTimesTests
{
    private const string Active = "ACTIVE", Scheduled = "SCHEDULED", Expired = "EXPIRED";

    /// <summary>The schedules of the user guide's examples, hours, and how the rule stands then until when.</summary>
    [Theory]
    [InlineData("cron(0 2 * * SUN)", "PT4H", null, "2026-01-04 01:59", Scheduled, "2026-01-04 02:00")]
    [InlineData("cron(0 2 * * SUN)", "PT4H", null, "2026-01-04 02:00", Active, "2026-01-04 06:00")]
    [InlineData("cron(0 2 * * SUN)", "PT4H", null, "2026-01-04 05:59", Active, "2026-01-04 06:00")]
    [InlineData("cron(0 2 * * SUN)", "PT4H", null, "2026-01-04 06:00", Scheduled, "2026-01-11 02:00")]
    [InlineData("cron(0 1 1 * *)", "PT6H", null, "2026-02-01 06:30", Active, "2026-02-01 07:00")]
    [InlineData("cron(0 2 * * ?)", "PT2H", null, "2026-01-05 02:30", Active, "2026-01-05 04:00")]
    [InlineData("cron(0 0 ? * SAT)", "PT4H", null, "2026-01-05 02:30", Scheduled, "2026-01-10 00:00")]
    [InlineData("cron(0 18 * * FRI)", "P2DT12H", null, "2026-01-05 05:59", Active, "2026-01-05 06:00")]
    [InlineData("cron(0 18 * * FRI)", "P2DT12H", null, "2026-01-05 06:00", Scheduled, "2026-01-09 18:00")]
    [InlineData("cron(0 23 * * *)", "PT2H", null, "2026-01-05 00:30", Active, "2026-01-05 01:00")]
    [InlineData("cron(0 23 * JAN-MAR MON-FRI)", "PT2H", null, "2026-01-03 23:30", Scheduled, "2026-01-05 23:00")]
    [InlineData("cron(0 2 * * *)", "PT1H", "America/New_York", "2026-01-05 07:30", Active, "2026-01-05 08:00")]
    [InlineData("cron(* * * * *)", "PT5M", null, "2026-01-05 07:30", Active, "2026-01-05 07:31")]
    [InlineData("cron(0 0 30 2 *)", "PT5M", null, "2026-01-05 07:30", Expired, null)]
    [InlineData("at(2024-05-10T14:00)", "PT4H", null, "2024-05-10 13:59", Scheduled, "2024-05-10 14:00")]
    [InlineData("at(2024-05-10T14:00)", "PT4H", null, "2024-05-10 14:00", Active, "2024-05-10 18:00")]
    [InlineData("at(2024-05-10T14:00)", "PT4H", null, "2024-05-10 18:00", Expired, null)]
    [InlineData("at(2024-12-23T00:00)", "P7D", "Europe/London", "2024-12-29 23:59", Active, "2024-12-30 00:00")]
    [InlineData("at(2024-05-10T14:00:00)", "PT90M", "Asia/Tokyo", "2024-05-10 06:00", Active, "2024-05-10 06:30")]
    [InlineData("at(2026-03-29T02:30)", "PT1H", "Europe/Paris", "2026-03-29 01:40", Active, "2026-03-29 02:30")]
    public void A_rule_is_active_from_its_hours_on_for_its_duration(
        string expression, string duration, string? zone, string at, string status, string? until) => Assert.Equal(
        new Spell(status, until is null ? null : Hour(until)),
        new MuteTimes(Rule(expression, duration, zone)).At(Hour(at)));

    [Theory]
    [InlineData("2026-01-05 02:30", Scheduled, "2026-01-06 02:00")]
    [InlineData("2026-01-05 03:30", Scheduled, "2026-01-06 02:00")]
    [InlineData("2026-01-06 02:30", Active, "2026-01-06 06:00")]
    [InlineData("2026-01-07 02:00", Active, "2026-01-07 03:00")]
    [InlineData("2026-01-07 03:00", Expired, null)]
    [InlineData("2026-01-06 06:00", Scheduled, "2026-01-07 02:00")]
    public void A_rule_does_not_begin_before_its_start_and_ends_when_it_expires(string at, string status, string? until)
    {
        var rule = Rule("cron(0 2 * * *)", "PT4H");
        (rule.StartDate, rule.ExpireDate) = (Hour("2026-01-05 03:00"), Hour("2026-01-07 03:00"));
        Assert.Equal(new Spell(status, until is null ? null : Hour(until)), new MuteTimes(rule).At(Hour(at)));
    }

    [Fact]
    public void A_rule_whose_next_hour_is_after_it_expires_has_expired_and_one_starts_on_the_minute()
    {
        var rule = Rule("cron(0 2 * * *)", "PT4H");
        (rule.StartDate, rule.ExpireDate) = (Hour("2026-01-05 02:00"), Hour("2026-01-06 01:00"));
        Assert.True(new MuteTimes(rule).At(Hour("2026-01-05 02:00")).IsActive);
        Assert.Equal(Spell.Over, new MuteTimes(rule).At(Hour("2026-01-05 07:00")));
    }

    [Theory]
    [InlineData("0 2 * * *", "PT1H", null)]
    [InlineData("cron(0 2 * * ? *)", "PT1H", null)]
    [InlineData("cron(*/5 2 * * *)", "PT1H", null)]
    [InlineData("cron(5/10 2 * * *)", "PT1H", null)]
    [InlineData("cron(0 0-23/2 * * *)", "PT1H", null)]
    [InlineData("cron(? 2 * * *)", "PT1H", null)]
    [InlineData("cron(0 2 * ? *)", "PT1H", null)]
    [InlineData("at(0001-01-01T00:00)", "PT1H", "Asia/Tokyo")]
    [InlineData("at(9999-12-31T23:59)", "PT1H", "America/New_York")]
    [InlineData("rate(5 minutes)", "PT1H", null)]
    [InlineData("at(2026-01-05 10:00)", "PT1H", null)]
    [InlineData("at(2026-13-05T10:00)", "PT1H", null)]
    [InlineData("at()", "PT1H", null)]
    [InlineData("cron(0 2 * * *)", "2h", null)]
    [InlineData("cron(0 2 * * *)", "P", null)]
    [InlineData("cron(0 2 * * *)", "P1DT", null)]
    [InlineData("cron(0 2 * * *)", "PT59S", null)]
    [InlineData("cron(0 2 * * *)", "P15DT1S", null)]
    [InlineData("cron(0 2 * * *)", "P1M", null)]
    [InlineData("cron(0 2 * * *)", "PT\u0663H", null)]
    [InlineData("cron(0 2 * * *)", "PT1H", "Mars/Olympus")]
    public void No_rule_is(string expression, string duration, string? zone) => Assert.Equal(
        "ValidationError",
        Assert.Throws<AwsError>(() => new MuteTimes(Rule(expression, duration, zone))).Code);

    /// <summary>In AWS's words.</summary>
    [Theory]
    [InlineData("cron(0 2 * * *)", "2h", "The Duration provided is not valid.")]
    [InlineData("at(2026-13-05T10:00)", "PT1H", "At expressions must be a valid date in 'yyyy-MM-ddThh:mm' format")]
    public void What_is_wrong_with_it_is_said(string expression, string duration, string says) => Assert.StartsWith(
        says,
        Assert.Throws<AwsError>(() => new MuteTimes(Rule(expression, duration))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_starts_at_the_end_of_the_calendar_never_mutes()
    {
        var rule = Rule("cron(0 2 * * *)", "PT1M");
        rule.StartDate = Hour("9999-01-05 02:00");
        Assert.Equal(Spell.Over, new MuteTimes(rule).At(Hour("2026-01-05 02:00")));
    }

    [Fact]
    public void Dates_are_in_order_and_not_for_what_is_once()
    {
        var rule = Rule("cron(0 2 * * *)", "PT1M");
        (rule.StartDate, rule.ExpireDate) = (Hour("2026-01-05 02:00"), Hour("2026-01-05 02:00"));
        Assert.Contains("before", Assert.Throws<AwsError>(() => new MuteTimes(rule)).Message, StringComparison.Ordinal);
        var once = Rule("at(2026-01-05T02:00)", "P15D");
        Assert.Equal("ONE_TIME", new MuteTimes(once).Type);
        once.ExpireDate = Hour("2026-01-06 02:00");
        Assert.Equal(
            "Can not set start or expire dates for At expressions",
            Assert.Throws<AwsError>(() => new MuteTimes(once)).Message);
    }

    private static PutAlarmMuteRuleInput Rule(string expression, string duration, string? zone = null) => new()
    {
        Name = "rule",
        Rule = new() { Schedule = new() { Expression = expression, Duration = duration, Timezone = zone } },
    };

    private static DateTimeOffset Hour(string text) => DateTimeOffset.ParseExact(
        text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
