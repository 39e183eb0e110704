using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Times;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Running;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<CreateDBInstanceReadReplicaResult> CreateDBInstanceReadReplica(
        Call call, CreateDBInstanceReadReplicaMessage request, CancellationToken ct)
    {
        ReplicaRules.CheckBuilt(request);
        var (home, name) = OriginOf(call, request.SourceDBInstanceIdentifier);
        var there = home == region
            ? this
            : Elsewhere(home) ?? throw Refusal.NoInstance(request.SourceDBInstanceIdentifier!);
        var source = await there.Original(call.Account, name, ct);
        var order = new NewInstance(ReplicaRules.Order(request, source.Row, home == region), new ClusterSeed.Source())
        {
            AdminPassword = source.AdminPassword,
            Follows = new(home, source.Row.Id, ""),
            Shows = shown =>
            {
                shown.ReadReplicaSourceDBInstanceIdentifier = home == region ? source.Row.Name : source.Row.Arn;
                shown.DBName = source.Row.Shown.DBName;
                shown.BackupRetentionPeriod = 0;
            },
        };
        var row = await Launch(call, order with { Within = (state, row) => Follow(state, row, home) }, ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    public override async ValueTask<PromoteReadReplicaResult> PromoteReadReplica(
        Call call, PromoteReadReplicaMessage request, CancellationToken ct)
    {
        CreationRules.CheckRetention(request.BackupRetentionPeriod);
        var row = await Change(
            call,
            request.DBInstanceIdentifier,
            (_, row) =>
            {
                if (row.Follows is null)
                {
                    throw State($"DB Instance {row.Name} is not a read replica.");
                }

                Available(row);
                var backups = CreationRules.BackupsAt(
                    request.PreferredBackupWindow ?? row.Shown.PreferredBackupWindow!);
                CreationRules.CheckApart(
                    backups, CreationRules.MaintenanceAt(row.Shown.PreferredMaintenanceWindow!));
                return (row with
                {
                    IsPromoted = true,
                    Due = call.Now + around.Timing.Draw(Steps.RdsPromotion, call.Dice),
                }).With(shown =>
                {
                    shown.DBInstanceStatus = Life.Modifying;
                    shown.BackupRetentionPeriod = request.BackupRetentionPeriod ?? 1;
                    shown.PreferredBackupWindow = backups.ToString();
                });
            },
            ct);
        return new() { DBInstance = await Shown(row, ct) };
    }

    /// <summary>In AWS only Oracle's replicas switch over.</summary>
    public override async ValueTask<SwitchoverReadReplicaResult> SwitchoverReadReplica(
        Call call, SwitchoverReadReplicaMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Find(held.State, call, request.DBInstanceIdentifier);
        throw Refusal.Combination("SwitchoverReadReplica is not supported for the engine postgres.");
    }

    /// <summary>What a replica takes over of its source, whichever region that is in; refused without one.</summary>
    internal async ValueTask<Original> Original(string account, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = held.State.Instance(account, name) ?? throw Refusal.NoInstance(name);
        ReplicaRules.CheckSource(held.State, row);
        await held.Keep();
        return new(row, secrets.Open(row.Id, Secrets.Admin, row.AdminPassword));
    }

    /// <summary>An instance keeps what a replica in another region lacks. Doing it again does nothing.</summary>
    internal async ValueTask Adopt(string source, Follower follower, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Instances.Find(source) is not { } row || row.Followers.Contains(follower))
        {
            return;
        }

        var others = row.Followers.Where(each => each.Instance != follower.Instance);
        held.State.Instances.Put(row with { Followers = [.. others, follower] });
        await held.Keep();
        Tell();
    }

    /// <summary>A replica in another region follows an instance no more.</summary>
    internal async ValueTask Release(string source, string follower, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Instances.Find(source) is { } row)
        {
            held.State.Instances.Put(Farewell.Without(row, follower));
            await held.Keep();
            Tell();
        }
    }

    /// <summary>Of those that should follow an instance of another region, those that do not.</summary>
    internal async ValueTask<IReadOnlyCollection<string>> Strangers(
        string home, string source, IReadOnlyCollection<string> followers, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var following = held.State.Instances.All
            .Where(row => row.Follows is { } follows && follows.Region == home && follows.Cluster == source)
            .Select(row => row.Id)
            .ToHashSet(StringComparer.Ordinal);
        await held.Keep();
        return [.. followers.Where(id => !following.Contains(id))];
    }

    /// <summary>In the turn in which a replica is made, its source in the same region takes it up.</summary>
    private void Follow(RdsState state, InstanceRow row, string home)
    {
        if (home != region)
        {
            return;
        }

        var source = state.Instances.Find(row.Follows!.Cluster) ?? throw Refusal.NoInstance(row.Follows.Cluster);
        ReplicaRules.CheckSource(state, source);
        state.Instances.Put(source with
        {
            Followers = [.. source.Followers, new(region, row.Id, row.Follows.Slot, row.Arn)],
        });
    }

    /// <summary>The region and the name of a source: by its name here, by its ARN anywhere.</summary>
    private (string Region, string Name) OriginOf(Call call, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Refusal.Invalid("The parameter SourceDBInstanceIdentifier must be provided and must not be blank.");
        }

        if (!text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return (region, text);
        }

        return Arns.Read(text) is { Type: Arns.Instance } arn && arn.Account == call.Account
            ? (arn.Region, arn.Name)
            : throw Refusal.Invalid($"Invalid ARN: {text}");
    }
}

/// <summary>An instance that is to be followed, with the password of our superuser in it.</summary>
internal sealed record Original(InstanceRow Row, string AdminPassword);
