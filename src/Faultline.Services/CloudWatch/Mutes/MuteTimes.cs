using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Api.CloudWatch;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch.Mutes;

/// <summary>
/// When a mute rule mutes: from each hour of its schedule on for its duration, not before it starts and not when it
/// has expired ("Alarm mute rules", user guide; Schedule and PutAlarmMuteRule in the API reference). Pure.
/// </summary>
internal sealed partial class MuteTimes
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(15);
    private static readonly string[] hours = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    private readonly Cron? cron;
    private readonly DateTimeOffset? once;
    private readonly TimeZoneInfo zone;
    private readonly TimeSpan duration;
    private readonly DateTimeOffset? start;
    private readonly DateTimeOffset? expire;

    /// <summary>Refuses what is no such rule.</summary>
    public MuteTimes(PutAlarmMuteRuleInput put)
    {
        var asked = put.Rule.Schedule;
        zone = TimeZones.Find(asked.Timezone)
            ?? throw Refusal.Invalid($"The time zone {asked.Timezone} is not in the IANA Time Zone Database.");
        duration = DurationOf(asked.Duration);
        (start, expire) = (put.StartDate, put.ExpireDate);
        if (start >= expire)
        {
            throw Refusal.Invalid("The parameter StartDate must be before the parameter ExpireDate.");
        }

        if (Recurring().Match(asked.Expression) is { Success: true } recurring)
        {
            cron = Recurrence(recurring.Groups[1].Value) ?? throw NoSchedule(asked.Expression);
        }
        else
        {
            var single = Single().Match(asked.Expression);
            once = single.Success
                ? TimeZones.Moment(single.Groups[1].Value, hours, zone) ?? throw NoDate(asked.Expression)
                : throw NoSchedule(asked.Expression);
            if ((start ?? expire) is not null)
            {
                throw Refusal.Invalid("Can not set start or expire dates for At expressions");
            }
        }
    }

    /// <summary>In the words of AWS ("MuteType" of GetAlarmMuteRule).</summary>
    public string Type => cron is null ? "ONE_TIME" : "RECURRING";

    /// <summary>How it stands at an hour, and how long it surely does.</summary>
    public Spell At(DateTimeOffset now)
    {
        if (now >= expire)
        {
            return Spell.Over;
        }

        var after = now - duration;
        var begins = Next(start is { } first && first > after ? first.AddTicks(-1) : after);
        return begins is not { } begin || begin >= expire ? Spell.Over
            : begin > now ? new(AlarmMuteRuleStatus.Scheduled, begin)
            : new(AlarmMuteRuleStatus.Active, begin + duration > expire ? expire : begin + duration);
    }

    private DateTimeOffset? Next(DateTimeOffset after) =>
        cron is not null ? cron.Next(after, zone) : once > after ? once : null;

    /// <summary>
    /// Steps are crontab's, not CloudWatch's. The examples of PutAlarmMuteRule have EventBridge's question mark for any
    /// day.
    /// </summary>
    private static Cron? Recurrence(string text) => text.Contains('/') ? null : Cron.Read(string.Join(
        ' ',
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select((field, place) => place is 2 or 4 && field == "?" ? "*" : field)));

    private static TimeSpan DurationOf(string text)
    {
        var parts = Duration().Match(text);
        if (!parts.Success || text is ['P'] or [.., 'T'])
        {
            throw NoDuration(text);
        }

        var seconds = Part(1, 86_400) + Part(2, 3600) + Part(3, 60) + Part(4, 1);
        return seconds >= Shortest.TotalSeconds && seconds <= Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw NoDuration(text);

        double Part(int group, int unit) => parts.Groups[group].Success
            ? unit * double.Parse(parts.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;
    }

    private static AwsError NoDuration(string text) => Refusal.Invalid(
        $"The Duration provided is not valid. {text} must be days, hours and minutes of ISO 8601, as P1DT2H30M, from "
        + "PT1M to P15D.");

    private static AwsError NoDate(string expression) => Refusal.Invalid(
        $"At expressions must be a valid date in 'yyyy-MM-ddThh:mm' format. {expression} is none.");

    private static AwsError NoSchedule(string expression) => Refusal.Invalid(
        $"The expression {expression} is neither cron(minutes hours day-of-month month day-of-week), with numbers, "
        + "names, lists, ranges and stars, nor at(yyyy-MM-ddThh:mm).");

    [GeneratedRegex(@"^cron\(([^()]*)\)$")]
    private static partial Regex Recurring();

    [GeneratedRegex(@"^at\(([^()]*)\)$")]
    private static partial Regex Single();

    [GeneratedRegex(@"^P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?$")]
    private static partial Regex Duration();
}

/// <summary>How a rule stands, and until when at least; null for good.</summary>
internal readonly record struct Spell(string Status, DateTimeOffset? Until)
{
    public static Spell Over { get; } = new(AlarmMuteRuleStatus.Expired, null);

    public bool IsActive => Status == AlarmMuteRuleStatus.Active;
}
