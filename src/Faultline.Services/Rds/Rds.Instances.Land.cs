using Faultline.Api.Rds;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>What instances find in the networks of their account.</summary>
internal sealed partial class Rds
{
    private async ValueTask<Land> Settle(Call call, CreateDBInstanceMessage request, CancellationToken ct)
    {
        var name = string.IsNullOrEmpty(request.DBSubnetGroupName) ? null : request.DBSubnetGroupName;
        var defaults = name is null || name.Equals(SubnetGroups.Default, StringComparison.OrdinalIgnoreCase)
            ? await premises.DefaultSubnets(call, ct)
            : [];
        var there = await GroupNamed(call, name ?? SubnetGroups.Default, ct);
        if (there is null && (name is not null && defaults.Count == 0))
        {
            throw Refusal.NoSubnetGroup(name);
        }

        there = there is not null && SubnetGroups.IsOf(there, defaults) ? there : null;
        await CheckThere(call, there, ct);
        var vpc = there?.VpcId ?? (defaults is [{ VpcId: { } own }, ..]
            ? own
            : throw RdsErrors.InvalidSubnet(
                "No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets."));
        var groups = await SecurityGroups(call, request.VpcSecurityGroupIds, vpc, ct);

        // CreateDBInstance, API reference: true unless a subnet group other than the default one is named.
        var isPublic = request.PubliclyAccessible ?? there?.DBSubnetGroupName is null or SubnetGroups.Default;
        await CheckPublic(call, isPublic, vpc, ct);
        return new(name, defaults, vpc, groups) { Zone = AskedZone(call, request), IsPublic = isPublic };
    }

    /// <summary>A subnet group whose subnets were deleted since holds nothing.</summary>
    private async ValueTask CheckThere(Call call, DBSubnetGroup? group, CancellationToken ct)
    {
        var ids = (group?.Subnets ?? []).ConvertAll(subnet => subnet.SubnetIdentifier!);
        var found = ids.Count == 0 ? [] : await premises.Subnets(call, ids, ct);
        var gone = ids.Except(found.Select(subnet => subnet.SubnetId!)).ToList();
        if (gone.Count > 0)
        {
            throw RdsErrors.InvalidVPCNetworkStateFault(
                $"The DB subnet group {group!.DBSubnetGroupName} doesn't cover its Availability Zones any more: "
                + $"{string.Join(", ", gone)} is gone. Modify the group and then try again.");
        }
    }

    /// <summary>What is to be public needs a VPC that the internet reaches, and that gives names.</summary>
    private async ValueTask CheckPublic(Call call, bool isPublic, string vpc, CancellationToken ct)
    {
        if (isPublic && await premises.Seclusion(call, vpc, ct) is { } why)
        {
            throw RdsErrors.InvalidVPCNetworkStateFault(why);
        }
    }

    /// <summary>The groups that guard an instance: those of its VPC, or the default one of that.</summary>
    private async ValueTask<IReadOnlyList<string>> SecurityGroups(
        Call call, List<string>? asked, string vpc, CancellationToken ct)
    {
        if (asked is not { Count: > 0 })
        {
            return await premises.DefaultGroup(call, vpc, ct) is { GroupId: { } own } ? [own] : [];
        }

        var found = (await premises.Groups(call, asked, ct))
            .ToDictionary(group => group.GroupId!, group => group.VpcId, StringComparer.Ordinal);
        foreach (var id in asked)
        {
            if (!found.TryGetValue(id, out var home))
            {
                throw Refusal.Invalid($"Invalid security group , groupId= {id}, groupName=.");
            }

            if (home != vpc)
            {
                throw Refusal.Combination(
                    $"The DB instance and EC2 security group are in different VPCs. The DB instance is in {vpc} and "
                    + $"the EC2 security group is in {home}");
            }
        }

        return [.. asked.Distinct(StringComparer.Ordinal)];
    }

    private Kernel.Places.Domain? AskedZone(Call call, CreateDBInstanceMessage request)
    {
        if (string.IsNullOrEmpty(request.AvailabilityZone))
        {
            return null;
        }

        return request.MultiAZ == true
            ? throw Refusal.Combination(
                "Requesting a specific availability zone is not valid for Multi-AZ instances.")
            : placing.Zone(call.Account, request.AvailabilityZone)
                ?? throw Refusal.Invalid($"Invalid availability zone: [{request.AvailabilityZone}]");
    }

    private async ValueTask<DBSubnetGroup?> GroupNamed(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var found = SubnetGroups.Find(held.State, call.Account, name)?.Shown;
        await held.Keep();
        return found;
    }
}
