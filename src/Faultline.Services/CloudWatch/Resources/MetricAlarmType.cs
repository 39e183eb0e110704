using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudWatch.Resources;

/// <summary>Alarms on metrics and on math. Its id is the name.</summary>
internal sealed class MetricAlarmType(CloudWatchApi watch) : ResourceType("AWS::CloudWatch::Alarm")
{
    private const int NameMax = 255;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("AlarmName") ?? work.Name(NameMax);
        await Tags.CheckOwn(watch, work, Name, (await Look(work, name, ct))?.AlarmArn, name, ct);
        await Put(work, name, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        await Put(work, work.Id!, ct);
        var alarm = await Look(work, work.Id!, ct) ?? throw Refused.Gone(Name, work.Id!);
        await Tags.Update(watch, work, alarm.AlarmArn!, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        watch.DeleteAlarms, new DeleteAlarmsInput { AlarmNames = [work.Id!] }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } alarm)
        {
            return null;
        }

        var shown = this.Shown(alarm);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(watch, work, alarm.AlarmArn!, ct));
        shown["Arn"] = alarm.AlarmArn;
        return shown;
    }

    private async ValueTask Put(Work work, string name, CancellationToken ct)
    {
        this.Refuse(work.Properties, "EvaluationWindow", "WarmUpConfiguration");
        var request = work.Properties.As<PutMetricAlarmInput>("Tags");
        request.AlarmName = name;
        request.Tags = Tags.Asked(work);
        await work.Ask(watch.PutMetricAlarm, request, ct);
    }

    private async ValueTask<MetricAlarm?> Look(Work work, string name, CancellationToken ct) => (await work.Ask(
        watch.DescribeAlarms,
        new DescribeAlarmsInput
        {
            AlarmNames = [name],
            AlarmTypes = [AlarmType.MetricAlarm],
        },
        ct)).MetricAlarms!.FirstOrDefault();
}
