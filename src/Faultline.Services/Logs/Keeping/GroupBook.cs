using System.Collections.Concurrent;
using Faultline.Api.Logs;
using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Services.Logs.Keeping;

/// <summary>Finds, makes and deletes log groups. It alone knows the store.</summary>
internal sealed class GroupBook
{
    private const string Prefix = "logs/";

    private readonly ConcurrentDictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Turn making = new();
    private readonly string region;
    private readonly RegionStore store;
    private readonly long bytesMax;
    private long bytes;

    public GroupBook(string region, RegionStore store, long bytesMax)
    {
        (this.region, this.store, this.bytesMax) = (region, store, bytesMax);
        foreach (var name in store.Names(Prefix))
        {
            if (name[Prefix.Length..].Split('/', 2) is [var account, var group])
            {
                var (found, state) = Open(account, group);
                if (found.Exists)
                {
                    groups[found.Key] = found;
                    Weigh(found, state);
                }
            }
        }
    }

    public IEnumerable<Group> All => groups.Values.OrderBy(group => group.Key, StringComparer.Ordinal);

    public Group? Find(string account, string name) => groups.GetValueOrDefault($"{account}/{name}");

    public IEnumerable<Group> Of(string account) => groups.Values.Where(group => group.Account == account);

    /// <summary>Makes a group and gives it; null when one of that name is there already.</summary>
    public async ValueTask<Group?> Make(
        string account, LogGroup shown, IReadOnlyDictionary<string, string> tags, CancellationToken ct)
    {
        await making.Take(ct);
        ValueTask kept;
        Group group;
        try
        {
            if (Find(account, shown.LogGroupName!) is not null)
            {
                return null;
            }

            (group, _) = Open(account, shown.LogGroupName!);
            using var held = await group.TakeAny(CancellationToken.None);
            held.State.Make(shown, tags);
            groups[group.Key] = group;
            kept = held.Keep();
        }
        finally
        {
            making.Give();
        }

        await kept;
        return group;
    }

    /// <summary>Deletes a group with all that is in it, unless the check of its state refuses.</summary>
    public async ValueTask Delete(Group group, Action<GroupState> check, CancellationToken ct)
    {
        await making.Take(ct);
        ValueTask kept;
        try
        {
            using var held = await group.Take(ct);
            check(held.State);
            held.State.End();
            groups.TryRemove(group.Key, out _);
            Interlocked.Add(ref bytes, -group.Weight);
            kept = held.Drop();
        }
        finally
        {
            making.Give();
        }

        await kept;
    }

    /// <summary>Whether so much more of events may be held.</summary>
    public bool HasRoom(long more) => Volatile.Read(ref bytes) + more <= bytesMax;

    /// <summary>Counts what a group holds now, under its turn.</summary>
    public void Weigh(Group group, GroupState state)
    {
        Interlocked.Add(ref bytes, state.Bytes - group.Weight);
        group.Weight = state.Bytes;
    }

    private (Group Group, GroupState State) Open(string account, string name)
    {
        var state = new GroupState();
        var partition = store.Open($"{Prefix}{account}/{name}", state);
        return (new(region, account, name, state, partition), state);
    }
}
