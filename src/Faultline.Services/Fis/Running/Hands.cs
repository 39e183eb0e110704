using System.Collections.Immutable;
using Faultline.Api.CloudWatch;
using Faultline.Api.Fis;
using Faultline.Api.Logs;
using Faultline.Kernel;
using Faultline.Services.Fis.Actions;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Targets;
using Faultline.Services.Fis.Templates;
using Faultline.Wire;

namespace Faultline.Services.Fis.Running;

/// <summary>Does what is ordered: through actions, and through the services of the region.</summary>
internal sealed class Hands(string region, Node node, InnerCalls calls, FisOptions options, Catalogue catalogue)
{
    private const string Service = "fis.amazonaws.com";

    /// <summary>Who has not answered by then does not.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    private readonly Sources sources = new(region, calls, options);

    public async Task<Outcome> Do(ExperimentRow row, Order order, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(patience, node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return order.Deed switch
            {
                Deed.Prepare => await Prepare(row, either.Token),
                Deed.Watch => await Watch(row, either.Token),
                Deed.Deliver => await Deliver(row, either.Token),
                _ => await Act(row, order, either.Token),
            };
        }
        catch (AwsError refused)
        {
            return new Outcome.Refused(CodeOf(refused), refused.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new Outcome.Refused(Says.Dependent, $"No answer came within {patience.TotalMinutes:0} minutes.");
        }
    }

    private async ValueTask<Outcome> Act(ExperimentRow row, Order order, CancellationToken ct)
    {
        var run = row.Runs.First(each => each.Name == order.Action);
        var asked = row.Asked.Actions![order.Action];
        if (catalogue.Find(asked.ActionId)?.Acts is not { } action)
        {
            return new Outcome.Refused(Says.Internal, Says.NotHere);
        }

        var scene = new ActionScene
        {
            Experiment = row.Id,
            Name = run.Name,
            Who = Who(row),
            Region = region,
            Parameters = asked.Parameters ?? [],
            Targets =
            [
                .. row.Found.Where(found => asked.Targets?.ContainsValue(found.Target) == true)
                    .Select(found => found.Resource),
            ],
            Began = run.Began!.Value,
            Lasts = Course.Lasts(row, run.Name),
            Kept = run.Kept,
            IsStopped = run.Phase == Phase.Ending && run.Outcome != ExperimentActionStatus.Completed,
        };
        switch (order.Deed)
        {
            case Deed.Begin:
                return new Outcome.Begun(await action.Begin(scene, ct));
            case Deed.Ask:
                await action.Tend(scene, ct);
                return scene.Lasts is null && await action.IsOver(scene, ct)
                    ? new Outcome.Done()
                    : new Outcome.NotYet();
            default:
                await action.End(scene, ct);
                return new Outcome.Done();
        }
    }

    private async ValueTask<Outcome> Prepare(ExperimentRow row, CancellationToken ct)
    {
        if (await OpenLog(row, ct) is { } silent)
        {
            return new Outcome.Over(silent);
        }

        if (await Ringing(row, isFirst: true, ct) is { } rings)
        {
            return new Outcome.Over(rings);
        }

        var all = ImmutableArray.CreateBuilder<Found>();
        foreach (var name in Course.Used(row))
        {
            var target = row.Asked.Targets![name];
            try
            {
                var there = await sources.Find(Who(row), target.ResourceType!, target.ResourceArns ?? [], ct);
                all.AddRange(Choice.Of(target, there, node.Dice).Select(resource => new Found(name, resource)));
            }
            catch (AwsError refused)
            {
                return new Outcome.Over(Says.Unprepared(CodeOf(refused), $"targets.{name}", refused.Message));
            }
        }

        return new Outcome.Prepared(all.ToImmutable());
    }

    private async ValueTask<Outcome> Watch(ExperimentRow row, CancellationToken ct) =>
        await Ringing(row, isFirst: false, ct) is { } rings ? new Outcome.Over(rings) : new Outcome.NotYet();

    /// <summary>What an alarm makes of the experiment; null where none does. At first all must be there.</summary>
    private async ValueTask<Verdict?> Ringing(ExperimentRow row, bool isFirst, CancellationToken ct)
    {
        var names = Course.Alarms(row).Select(alarm => alarm.Name).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
        {
            return null;
        }

        var request = new DescribeAlarmsInput
        {
            AlarmNames = names,
            AlarmTypes = [AlarmType.MetricAlarm, AlarmType.CompositeAlarm],
        };
        var shown = options.CloudWatch is { } watch
            ? (DescribeAlarmsOutput)(await calls.Ask(Who(row), watch, "DescribeAlarms", request, ct))!
            : new();
        var states = (shown.MetricAlarms ?? []).Select(alarm => (alarm.AlarmArn, alarm.StateValue))
            .Concat((shown.CompositeAlarms ?? []).Select(alarm => (alarm.AlarmArn, alarm.StateValue)))
            .ToList();
        if (isFirst
            && names.Find(name => !states.Exists(each => TemplateRules.AlarmOf(each.AlarmArn)?.Name == name))
                is { } missing)
        {
            return Says.Unprepared(Says.Configuration, "stopConditions", $"There is no alarm {missing}.");
        }

        return states.Exists(each => each.StateValue == StateValue.Alarm) ? Says.ByAlarm : null;
    }

    /// <summary>Makes the stream that the log goes to; says why it cannot be made, or null.</summary>
    private async ValueTask<Verdict?> OpenLog(ExperimentRow row, CancellationToken ct)
    {
        if (GroupOf(row) is not { } group || options.Logs is not { } logs)
        {
            return null;
        }

        try
        {
            await calls.Ask(
                Who(row),
                logs,
                "CreateLogStream",
                new CreateLogStreamRequest { LogGroupName = group, LogStreamName = StreamOf(row) },
                ct);
            return null;
        }
        catch (AwsError there) when (there.Code == "ResourceAlreadyExistsException")
        {
            return null;
        }
        catch (AwsError refused)
        {
            return Says.Unprepared(
                Says.Configuration, "logConfiguration", $"Logs cannot be delivered: {refused.Message}");
        }
    }

    private async ValueTask<Outcome> Deliver(ExperimentRow row, CancellationToken ct)
    {
        if (GroupOf(row) is { } group && options.Logs is { } logs && row.Started is not null)
        {
            await OpenLog(row, ct);
            await calls.Ask(
                Who(row),
                logs,
                "PutLogEvents",
                new PutLogEventsRequest
                {
                    LogGroupName = group,
                    LogStreamName = StreamOf(row),
                    LogEvents =
                    [
                        .. row.Lines.Select(line => new InputLogEvent
                        {
                            Timestamp = line.At.ToUnixTimeMilliseconds(),
                            Message = line.Text,
                        }),
                    ],
                },
                ct);
        }

        return new Outcome.Delivered(row.Lines.Length);
    }

    private static string? GroupOf(ExperimentRow row) =>
        TemplateRules.GroupOf(row.Asked.LogConfiguration?.CloudWatchLogsConfiguration?.LogGroupArn);

    private static string StreamOf(ExperimentRow row) => $"/aws/fis/{row.Id}";

    /// <summary>The role of the experiment, in a session of its own.</summary>
    private static Principal Who(ExperimentRow row) => Principal.OfService(
        row.Account, Service, $"{row.Asked.RoleArn![(row.Asked.RoleArn!.LastIndexOf('/') + 1)..]}/{row.Id}");

    /// <summary>What kind of failure a refusal is ("Troubleshooting AWS FIS", user guide).</summary>
    private static string CodeOf(AwsError refused) => refused switch
    {
        { Status: >= 500 } => Says.Dependent,
        { Code: var code } when code.Contains("Throttl", StringComparison.Ordinal)
            || code.Contains("RequestLimit", StringComparison.Ordinal) => Says.Dependent,
        { Code: var code } when code.Contains("NotFound", StringComparison.Ordinal) => Says.InvalidTarget,
        { Code: var code } when code.Contains("AccessDenied", StringComparison.Ordinal)
            || code.Contains("Unauthorized", StringComparison.Ordinal) => Says.Authorization,
        _ => Says.Configuration,
    };
}
