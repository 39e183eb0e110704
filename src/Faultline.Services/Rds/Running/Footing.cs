using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// The network interfaces of databases: one for each server, made and ended through EC2's API on behalf of RDS. While
/// one is there EC2 lets nobody delete what it stands on. That of whoever writes shows the address of a public one. EC2
/// is asked without the turn at our own state.
/// </summary>
internal sealed class Footing(RdsBook book, Premises premises)
{
    /// <summary>What of the interfaces is other than the state says. Pure.</summary>
    public static IReadOnlyList<Errand> Look(RdsState state)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var errands = new List<Errand>();
        foreach (var row in state.Instances.All)
        {
            var groups = string.Join(' ', Land.Groups(row.Shown));
            var writer = Standing.Writer(row);
            foreach (var member in row.Members)
            {
                known.Add(member.Key);
                var had = state.Interfaces.Find(member.Key);
                var address = row.Shown.PubliclyAccessible == true && member == writer
                    ? row.Shown.Endpoint?.Address ?? ""
                    : "";
                if (member.Subnet is { } subnet && (had is null || had.Groups != groups || had.Public != address))
                {
                    errands.Add(new(had ?? new(member.Key, row.Account, "", ""), subnet, groups, address));
                }
            }
        }

        errands.AddRange(state.Interfaces.All.Where(had => !known.Contains(had.Id)).Select(Ending));
        return errands;
    }

    /// <summary>Does what can be done of it; says whether that was all.</summary>
    public async ValueTask<bool> Settle(IReadOnlyList<Errand> errands, CancellationToken ct)
    {
        var done = new List<(InterfaceRow Row, bool IsThere)>();
        foreach (var errand in errands)
        {
            try
            {
                done.Add(errand.Subnet is { } subnet
                    ? (await Bring(errand, subnet, ct), true)
                    : (await End(errand.Had, ct), false));
            }
            catch (AwsError)
            {
                // EC2 does not answer, or has no room. A database runs without an interface until there is one.
            }
        }

        if (done.Count > 0)
        {
            using var held = await book.Take(ct);
            foreach (var (row, isThere) in done)
            {
                if (isThere)
                {
                    held.State.Interfaces.Put(row);
                }
                else
                {
                    held.State.Interfaces.Remove(row.Id);
                }
            }

            await held.Keep();
        }

        return done.Count == errands.Count;
    }

    /// <summary>Ends those of instances whose servers are gone.</summary>
    public async ValueTask Leave(IReadOnlyList<InstanceRow> leaving, CancellationToken ct)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        List<Errand> errands;
        using (var held = await book.Take(ct))
        {
            errands =
            [
                .. leaving.SelectMany(row => row.Members)
                    .Select(member => held.State.Interfaces.Find(member.Key))
                    .OfType<InterfaceRow>()
                    .Select(Ending),
            ];
        }

        await Settle(errands, ct);
    }

    private static Errand Ending(InterfaceRow had) => new(had, null, "", "");

    /// <summary>Where the server ended after it was made and before it was written down, the same is found.</summary>
    private async ValueTask<InterfaceRow> Bring(Errand errand, string subnet, CancellationToken ct)
    {
        var (had, _, groups, address) = errand;
        var id = had.Interface.Length > 0 ? had.Interface : await premises.Make(had.Account, subnet, had.Id, ct);
        if (groups.Length > 0)
        {
            await premises.Guard(had.Account, id, [.. groups.Split(' ')], ct);
        }

        if (had.Public != address)
        {
            await premises.Publish(had.Account, id, address, ct);
        }

        return had with { Interface = id, Groups = groups, Public = address };
    }

    private async ValueTask<InterfaceRow> End(InterfaceRow had, CancellationToken ct)
    {
        await premises.End(had.Account, had.Interface, ct);
        return had;
    }

    /// <summary>
    /// An interface that is to be in a subnet behind groups, at a public address or none; or gone, where there is no
    /// subnet.
    /// </summary>
    internal sealed record Errand(InterfaceRow Had, string? Subnet, string Groups, string Public);
}
