using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudWatch.Resources;

/// <summary>
/// Rules that mute alarms. Its id is the name, as AWS documents what <c>Ref</c> gives; it is imported by its ARN, which
/// then stands in the name's place.
/// </summary>
internal sealed class AlarmMuteRuleType(CloudWatchApi watch) : ResourceType("AWS::CloudWatch::AlarmMuteRule")
{
    private const int NameMax = 255;
    private const string Form = "yyyy-MM-dd'T'HH:mm";

    private static readonly string[] forms = [Form];

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("Name") ?? work.Name(NameMax);
        await Tags.CheckOwn(watch, work, Name, (await Look(work, name, ct))?.AlarmMuteRuleArn, name, ct);
        await Put(work, name, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        // Putting one that is gone would make another one.
        var rule = await Look(work, Known(work), ct) ?? throw Refused.Gone(Name, work.Id!);
        await Put(work, rule.Name!, ct);
        await Tags.Update(watch, work, rule.AlarmMuteRuleArn!, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await work.Ask(
        watch.DeleteAlarmMuteRule, new DeleteAlarmMuteRuleInput { AlarmMuteRuleName = Known(work) }, ct);

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, Known(work), ct) is not { } rule)
        {
            return null;
        }

        var zone = Zone(rule.Rule!.Schedule.Timezone);
        var shown = this.Shown(rule);
        shown["StartDate"] = Shown(rule.StartDate, zone);
        shown["ExpireDate"] = Shown(rule.ExpireDate, zone);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(watch, work, rule.AlarmMuteRuleArn!, ct));
        shown["Arn"] = rule.AlarmMuteRuleArn;
        shown["Status"] = rule.Status;
        shown["MuteType"] = rule.MuteType;
        shown["LastUpdatedTimestamp"] =
            rule.LastUpdatedTimestamp!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return shown;
    }

    private static string Known(Work work) => work.Id!.Split(":alarm-mute-rule:", 2)[^1];

    private async ValueTask Put(Work work, string name, CancellationToken ct)
    {
        var request = work.Properties.As<PutAlarmMuteRuleInput>("StartDate", "ExpireDate", "Tags");
        request.Name = name;
        request.StartDate = Date(work, "StartDate");
        request.ExpireDate = Date(work, "ExpireDate");
        request.Tags = Tags.Asked(work);
        await work.Ask(watch.PutAlarmMuteRule, request, ct);
    }

    /// <summary>Templates have dates by the clocks of the schedule's zone, the API has moments.</summary>
    private static DateTimeOffset? Date(Work work, string name)
    {
        if (work.Properties.Text(name) is not { } text)
        {
            return null;
        }

        var zone = Zone(work.Properties.Group("Rule")?.Group("Schedule")?.Text("Timezone"));
        return TimeZones.Moment(text, forms, zone)
            ?? throw Refused.Invalid($"{name} needs to follow the format yyyy-MM-ddTHH:mm");
    }

    private static string? Shown(DateTimeOffset? date, TimeZoneInfo zone) => date is { } moment
        ? TimeZoneInfo.ConvertTime(moment, zone).ToString(Form, CultureInfo.InvariantCulture)
        : null;

    /// <summary>One that is not there is refused with the rule.</summary>
    private static TimeZoneInfo Zone(string? name) => TimeZones.Find(name) ?? TimeZoneInfo.Utc;

    private async ValueTask<GetAlarmMuteRuleOutput?> Look(Work work, string name, CancellationToken ct) =>
        await this.OrGone(work.Ask(
            watch.GetAlarmMuteRule, new GetAlarmMuteRuleInput { AlarmMuteRuleName = name }, ct));
}
