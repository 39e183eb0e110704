using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// The alarms of target tracking: made and deleted through CloudWatch's API on behalf of Auto Scaling. CloudWatch is
/// never asked within a turn, so that alarms may act meanwhile.
/// </summary>
internal sealed class AlarmKeeping(Node node, AutoScalingBook book, Calls cloudWatch)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly WantedAlarms wanted = new();

    /// <summary>Brings the alarms to what the policies say; gives when to look again.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var isDone = true;
        var (due, stale) = await Scan(ct);
        foreach (var name in due)
        {
            isDone &= await Try(() => Make(name, ct));
        }

        foreach (var name in stale)
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

        await cloudWatch.PutMetricAlarm(row.Account, TargetAlarms.Input(policy, name), ct);
        using var held = await book.Take(ct);
        // Put anew meanwhile, it is due once more.
        if (held.State.Alarms.Find(name) == row && ReferenceEquals(wanted.PolicyOf(held.State, row), policy))
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
            account = held.State.Alarms.Find(name) is { } row && wanted.PolicyOf(held.State, row) is null
                ? row.Account
                : null;
            await held.Keep();
        }

        if (account is null)
        {
            return;
        }

        try
        {
            await cloudWatch.DeleteAlarms(account, new() { AlarmNames = [name] }, ct);
        }
        catch (AwsError gone) when (gone.Code.StartsWith("ResourceNotFound", StringComparison.Ordinal))
        {
            // Never made, or deleted by its owner in spite of what it says.
        }

        using var again = await book.Take(ct);
        again.State.Alarms.Remove(name);
        await again.Keep();
    }

    /// <summary>The alarms that are to be made, and those that nobody wants any more.</summary>
    private async ValueTask<(List<string> Due, List<string> Stale)> Scan(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (due, stale) = (new List<string>(), new List<string>());
        foreach (var row in held.State.Alarms.All)
        {
            if (wanted.PolicyOf(held.State, row) is null)
            {
                stale.Add(row.Id);
            }
            else if (row.Due is not null)
            {
                due.Add(row.Id);
            }
        }

        await held.Keep();
        return (due, stale);
    }

    private async ValueTask<(Part<Alarm> Row, ScalingPolicy Policy)?> Take(string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = held.State.Alarms.Find(name);
        var policy = row is { Due: not null } ? wanted.PolicyOf(held.State, row) : null;
        await held.Keep();
        return policy is null ? null : (row!, policy);
    }

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
}
