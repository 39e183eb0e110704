using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// The alarms of target tracking: made and deleted through CloudWatch's API on behalf of Auto Scaling. CloudWatch is
/// never asked within a turn, so that alarms may act meanwhile.
/// </summary>
internal sealed class AlarmKeeping(string region, Node node, AutoScalingBook book, CloudWatchApi cloudWatch)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>Brings the alarms to what the policies say; gives when to look again.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var isDone = true;
        foreach (var name in await Due(ct))
        {
            isDone &= await Try(() => Make(name, ct));
        }

        foreach (var name in await Stale(ct))
        {
            isDone &= await Try(() => Delete(name, ct));
        }

        return isDone ? null : node.Now + Again;
    }

    /// <summary>Makes an alarm that is due, if its policy is still there.</summary>
    public async ValueTask Make(string name, CancellationToken ct)
    {
        if (await Take(name, ct) is not var (row, policy))
        {
            return;
        }

        await cloudWatch.PutMetricAlarm(As(row.Account, "PutMetricAlarm"), TargetAlarms.Input(policy, name), ct);
        using var held = await book.Take(ct);
        // Put anew meanwhile, it is due once more.
        if (held.State.Alarms.Find(name) == row && ReferenceEquals(PolicyOf(held.State, row), policy))
        {
            held.State.Alarms.Put(row with { Due = null });
        }

        await held.Keep();
    }

    private async ValueTask Delete(string name, CancellationToken ct)
    {
        string? account;
        using (var held = await book.Take(ct))
        {
            account = IsWanted(held.State, name) ? null : held.State.Alarms.Find(name)?.Account;
            await held.Keep();
        }

        if (account is null)
        {
            return;
        }

        try
        {
            await cloudWatch.DeleteAlarms(As(account, "DeleteAlarms"), new() { AlarmNames = [name] }, ct);
        }
        catch (AwsError gone) when (gone.Code.StartsWith("ResourceNotFound", StringComparison.Ordinal))
        {
            // Never made, or deleted by its owner in spite of what it says.
        }

        using var again = await book.Take(ct);
        again.State.Alarms.Remove(name);
        await again.Keep();
    }

    private async ValueTask<List<string>> Due(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var due = held.State.Alarms.All.Where(row => row.Due is not null && IsWanted(held.State, row.Id))
            .Select(row => row.Id)
            .ToList();
        await held.Keep();
        return due;
    }

    private async ValueTask<List<string>> Stale(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stale = held.State.Alarms.All.Select(row => row.Id).Where(name => !IsWanted(held.State, name)).ToList();
        await held.Keep();
        return stale;
    }

    private async ValueTask<(Part<Alarm> Row, ScalingPolicy Policy)?> Take(string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = held.State.Alarms.Find(name);
        var policy = row is { Due: not null } ? PolicyOf(held.State, row) : null;
        await held.Keep();
        return policy is null ? null : (row!, policy);
    }

    private static bool IsWanted(AutoScalingState state, string name) =>
        state.Alarms.Find(name) is { } row && PolicyOf(state, row) is not null;

    private static ScalingPolicy? PolicyOf(AutoScalingState state, Part<Alarm> row) => state.PoliciesOf(row.Group)
        .Select(policy => policy.Shown)
        .FirstOrDefault(policy => policy.Alarms?.Exists(alarm => alarm.AlarmName == row.Id) == true);

    /// <summary>Whatever CloudWatch says against one alarm, the others go on.</summary>
    private async ValueTask<bool> Try(Func<ValueTask> what)
    {
        try
        {
            await what();
            return true;
        }
        catch (AwsError trouble)
        {
            node.Report(trouble);
            return false;
        }
    }

    private Call As(string account, string operation) => Calls.As(region, node, account, operation);
}
