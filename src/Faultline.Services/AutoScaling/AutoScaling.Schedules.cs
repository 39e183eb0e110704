using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Schedules;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    /// <summary>"Quotas for Amazon EC2 Auto Scaling", user guide.</summary>
    private const int SchedulesMax = 125;

    /// <summary>The same page: in one call.</summary>
    private const int SchedulesInCallMax = 50;

    public override async ValueTask PutScheduledUpdateGroupAction(
        Call call, PutScheduledUpdateGroupActionType request, CancellationToken ct)
    {
        // Time is what StartTime was called before.
        if (request is { Time: { } time, StartTime: { } start } && time != start)
        {
            throw Refusal.Invalid("Time and StartTime are the same: specify one of them");
        }

        var asked = request.To<ScheduledUpdateGroupActionRequest>();
        asked.StartTime ??= request.Time;
        using var held = await book.Take(ct);
        Put(held.State, call, Find(held.State, call, request.AutoScalingGroupName), asked);
        await held.Keep();
        Tell();
    }

    public override async ValueTask<BatchPutScheduledUpdateGroupActionAnswer> BatchPutScheduledUpdateGroupAction(
        Call call, BatchPutScheduledUpdateGroupActionType request, CancellationToken ct)
    {
        CheckBatch(request.ScheduledUpdateGroupActions.Count);
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        var failed = Each(
            request.ScheduledUpdateGroupActions,
            asked => asked.ScheduledActionName,
            asked => Put(state, call, group, asked));
        await held.Keep();
        Tell();
        return new() { FailedScheduledUpdateGroupActions = failed };
    }

    public override async ValueTask<ScheduledActionsType> DescribeScheduledActions(
        Call call, DescribeScheduledActionsType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var rows = request.AutoScalingGroupName is { } name
            ? SchedulesOf(state, Find(state, call, name))
            : state.Schedules.Of(call.Account);
        var names = request.ScheduledActionNames is { Count: > 0 } asked ? asked : null;
        // Who names actions gets them whenever they are (DescribeScheduledActions in the API reference).
        var wanted = rows.Select(row => row.Shown).Where(shown => names is null
            ? !(shown.StartTime < request.StartTime) && !(shown.StartTime > request.EndTime)
            : names.Contains(shown.ScheduledActionName!) || names.Contains(shown.ScheduledActionARN!));
        var (page, next) = Pages.Cut(
            call,
            wanted,
            shown => $"{shown.AutoScalingGroupName} {shown.ScheduledActionName}",
            request.MaxRecords,
            request.NextToken);
        await held.Keep();
        return new() { ScheduledUpdateGroupActions = page, NextToken = next };
    }

    public override async ValueTask DeleteScheduledAction(
        Call call, DeleteScheduledActionType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Delete(held.State, Find(held.State, call, request.AutoScalingGroupName), request.ScheduledActionName);
        await held.Keep();
    }

    public override async ValueTask<BatchDeleteScheduledActionAnswer> BatchDeleteScheduledAction(
        Call call, BatchDeleteScheduledActionType request, CancellationToken ct)
    {
        CheckBatch(request.ScheduledActionNames.Count);
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        var failed = Each(request.ScheduledActionNames, name => name, name => Delete(state, group, name));
        await held.Keep();
        return new() { FailedScheduledActions = failed };
    }

    /// <summary>One look at what is due; gives when the next one is.</summary>
    internal async ValueTask<DateTimeOffset?> LookAtSchedules(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var isChanged = Timetable.Act(held.State, node.Now, node.Dice);
        var next = Timetable.Next(held.State);
        await held.Keep();
        if (isChanged)
        {
            Tell();
        }

        return next;
    }

    partial void AddSchedules(List<Reconciler> loops) => loops.Add(new(node, LookAtSchedules));

    /// <summary>An action in the place of one with its name, or a new one.</summary>
    private void Put(AutoScalingState state, Call call, Group group, ScheduledUpdateGroupActionRequest asked)
    {
        var id = Part.IdOf(group.Id, asked.ScheduledActionName);
        var before = state.Schedules.Find(id);
        var shown = ScheduleRules.Read(asked, call.Now);
        var others = SchedulesOf(state, group).Where(row => row.Id != id).ToList();
        if (others.Count >= SchedulesMax)
        {
            throw Refusal.Limit("scheduled actions of an Auto Scaling group", SchedulesMax);
        }

        if (others.Exists(row => row.Due == shown.StartTime))
        {
            throw AutoScalingErrors.AlreadyExistsFault(
                "Scheduled action with this scheduled start time already exists");
        }

        shown.AutoScalingGroupName = group.Name;
        shown.ScheduledActionARN = before?.Shown.ScheduledActionARN
            ?? Names.ScheduleArn(region, call.Account, call.Dice.Uuid(), group.Name, asked.ScheduledActionName);
        state.Schedules.Put(new(id, call.Account, group.Id, shown) { Due = shown.StartTime });
    }

    private static void Delete(AutoScalingState state, Group group, string name)
    {
        var row = state.Schedules.Find(Part.IdOf(group.Id, name))
            ?? SchedulesOf(state, group).FirstOrDefault(each => each.Shown.ScheduledActionARN == name)
            ?? throw Refusal.Invalid("Scheduled action name not found");
        state.Schedules.Remove(row.Id);
    }

    private static IEnumerable<Part<ScheduledUpdateGroupAction>> SchedulesOf(AutoScalingState state, Group group) =>
        state.Schedules.All.Where(row => row.Group == group.Id);

    /// <summary>Does what it can of a list, and says of which it could not.</summary>
    private static List<FailedScheduledUpdateGroupActionRequest> Each<T>(
        IEnumerable<T> all, Func<T, string> name, Action<T> act)
    {
        var failed = new List<FailedScheduledUpdateGroupActionRequest>();
        foreach (var one in all)
        {
            try
            {
                act(one);
            }
            catch (AwsError refused)
            {
                failed.Add(new()
                {
                    ScheduledActionName = name(one),
                    ErrorCode = refused.Code,
                    ErrorMessage = refused.Message,
                });
            }
        }

        return failed;
    }

    private static void CheckBatch(int count)
    {
        if (count > SchedulesInCallMax)
        {
            throw Refusal.Invalid($"At most {SchedulesInCallMax} scheduled actions can be specified in one call");
        }
    }
}
