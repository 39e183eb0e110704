using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Services.Ec2.Metadata;

/// <summary>
/// What an instance can learn of itself, by path ("Access instance metadata" in the EC2 user guide). A path that others
/// lie below lists them. Pure: made for one look.
/// </summary>
internal sealed class MetadataTree
{
    private const string Category = "latest/meta-data/";

    private readonly SortedDictionary<string, string> leaves = new(StringComparer.Ordinal);

    public MetadataTree(string region, Machine machine, Instance shown)
    {
        AddKey(machine, shown);
        AddIdentity(region, machine, shown);
        AddNetwork(region, shown);
        AddTags(shown);
        AddNotices(machine, shown);
        leaves["latest/dynamic/instance-identity/document"] = IdentityDocument.Of(region, machine, shown);
    }

    /// <summary>What stands at a path, or lies below it; null where nothing is.</summary>
    public string? Find(string path)
    {
        path = path.Trim('/');
        if (leaves.TryGetValue(path, out var leaf))
        {
            return leaf;
        }

        var folder = path.Length == 0 ? "" : path + '/';
        var below = leaves.Keys
            .Where(each => each.StartsWith(folder, StringComparison.Ordinal))
            .Select(each => each[folder.Length..])
            .Select(each => each.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? each[..(at + 1)] : each)
            .Distinct()
            .ToList();
        return below.Count == 0 ? null : string.Join('\n', below.Where(each => !below.Contains(each + '/')));
    }

    private void Put(string path, string? value)
    {
        if (value is not null)
        {
            leaves[Category + path] = value;
        }
    }

    private void AddIdentity(string region, Machine machine, Instance shown)
    {
        Put("ami-id", shown.ImageId);
        Put("ami-launch-index", $"{shown.AmiLaunchIndex}");
        Put("ami-manifest-path", "(unknown)");
        Put("instance-action", "none");
        Put("instance-id", machine.Id);
        Put("instance-life-cycle", shown.InstanceLifecycle ?? "on-demand");
        Put("instance-type", shown.InstanceType);
        Put("profile", "default-hvm");
        Put("reservation-id", machine.Reservation);
        Put("services/domain", "amazonaws.com");
        Put("services/partition", "aws");
        Put("placement/availability-zone", shown.Placement?.AvailabilityZone);
        Put("placement/availability-zone-id", shown.Placement?.AvailabilityZoneId);
        Put("placement/region", region);
        Put("placement/group-name", shown.Placement?.GroupName is { Length: > 0 } group ? group : null);
        Put("placement/partition-number", shown.Placement?.PartitionNumber is { } number ? $"{number}" : null);
        Put("hibernation/configured", shown.HibernationOptions?.Configured == true ? "true" : "false");
        foreach (var (disk, index) in (shown.BlockDeviceMappings ?? []).Select((disk, index) => (disk, index)))
        {
            var isRoot = disk.DeviceName == shown.RootDeviceName;
            Put($"block-device-mapping/{(isRoot ? "root" : $"ebs{index}")}", disk.DeviceName);
        }

        Put("block-device-mapping/ami", shown.RootDeviceName);
    }

    /// <summary>The list of keys is the one that gives names along with what lies below.</summary>
    private void AddKey(Machine machine, Instance shown)
    {
        if (machine.PublicKey is { } publicKey)
        {
            Put("public-keys", $"0={shown.KeyName}");
            Put("public-keys/0/openssh-key", publicKey);
        }
    }

    private void AddNetwork(string region, Instance shown)
    {
        Put("hostname", shown.PrivateDnsName);
        Put("local-hostname", shown.PrivateDnsName);
        Put("local-ipv4", shown.PrivateIpAddress);
        Put("public-ipv4", shown.PublicIpAddress);
        Put("security-groups", string.Join('\n', (shown.SecurityGroups ?? []).Select(group => group.GroupName)));
        Put("mac", shown.NetworkInterfaces?.FirstOrDefault()?.MacAddress);
        foreach (var own in shown.NetworkInterfaces ?? [])
        {
            var at = $"network/interfaces/macs/{own.MacAddress}/";
            Put(at + "device-number", $"{own.Attachment?.DeviceIndex}");
            Put(at + "interface-id", own.NetworkInterfaceId);
            Put(at + "local-hostname", own.PrivateDnsName);
            var addresses = (own.PrivateIpAddresses ?? []).Select(each => each.PrivateIpAddress);
            Put(at + "local-ipv4s", string.Join('\n', addresses));
            Put(at + "mac", own.MacAddress);
            Put(at + "owner-id", own.OwnerId);
            Put(at + "public-ipv4s", own.Association?.PublicIp);
            Put(at + "security-group-ids", string.Join('\n', (own.Groups ?? []).Select(group => group.GroupId)));
            Put(at + "security-groups", string.Join('\n', (own.Groups ?? []).Select(group => group.GroupName)));
            Put(at + "subnet-id", own.SubnetId);
            Put(at + "vpc-id", own.VpcId);
        }

        Put("placement/region", region);
    }

    /// <summary>Tags are there only where the instance was told to show them.</summary>
    private void AddTags(Instance shown)
    {
        if (shown.MetadataOptions?.InstanceMetadataTags == "enabled")
        {
            foreach (var tag in shown.Tags ?? [])
            {
                Put($"tags/instance/{tag.Key}", tag.Value);
            }
        }
    }

    private void AddNotices(Machine machine, Instance shown)
    {
        if (shown.IamInstanceProfile is { } profile)
        {
            Put("iam/info", IdentityDocument.ProfileOf(machine, profile));

            // Whoever looks there gets credentials that are made at that moment; here it is only listed.
            Put("iam/security-credentials/role", "");
        }

        if (machine.Notice is { } notice)
        {
            var hour = $"{notice.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
            var action = machine.NoticeStops ? "stop" : "terminate";
            Put("spot/instance-action", $$"""{"action":"{{action}}","time":"{{hour}}"}""");
            Put("spot/termination-time", machine.NoticeStops ? null : hour);
        }

        if (machine.Rebalance is { } rebalance)
        {
            Put(
                "events/recommendations/rebalance",
                $$"""{"noticeTime":"{{rebalance.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
        }

        // What there is of them is looked up in the schedule.
        Put("events/maintenance/history", "");
        Put("events/maintenance/scheduled", "");
    }
}
