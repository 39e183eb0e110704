using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A network interface. <c>Ref</c> gives its id. Its first address is what it is; the others come and go.
/// </summary>
internal sealed class NetworkInterfaceResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "NetworkInterface",
    "Description",
    Groups,
    "InterfaceType",
    "PrivateIpAddress",
    Addresses,
    More,
    "SourceDestCheck",
    "SubnetId",
    "Tags")
{
    private const string Groups = "GroupSet";
    private const string Addresses = "PrivateIpAddresses";
    private const string More = "SecondaryPrivateIpAddressCount";

    protected override IReadOnlyList<string> InPlace => ["Description", Groups, Addresses, More, "SourceDestCheck"];

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        (changed.Contains(Addresses) && First(before) != First(after)) || base.Replaces(before, after, changed);

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeNetworkInterfaces, new DescribeNetworkInterfacesRequest { Filters = Mark.Of(work) }, ct))
        .NetworkInterfaces!.FirstOrDefault()?.NetworkInterfaceId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateNetworkInterfaceRequest>("Tags");
        request.Groups = work.Properties.Has(Groups) ? work.Properties.Texts(Groups) : null;
        request.ClientToken = work.Token;
        request.TagSpecifications = Mark.On(TagOn.NetworkInterface, work);
        return (await work.Ask(Ec2.CreateNetworkInterface, request, ct)).NetworkInterface!.NetworkInterfaceId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        var now = work.Properties;
        if (Differ(before, now, "SourceDestCheck"))
        {
            var checks = now.Flag("SourceDestCheck") ?? true;
            await Modify(work, request => request.SourceDestCheck = new() { Value = checks }, ct);
        }

        if (!before.Names.Any())
        {
            return;
        }

        if (Differ(before, now, "Description"))
        {
            var text = now.Text("Description") ?? "";
            await Modify(work, request => request.Description = new() { Value = text }, ct);
        }

        if (Differ(before, now, Groups))
        {
            var groups = now.Texts(Groups) is [_, ..] named ? named : await UsualGroup(work, ct);
            await Modify(work, request => request.Groups = groups, ct);
        }

        if (Differ(before, now, Addresses, More))
        {
            await Readdress(work, ct);
        }
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) => work.Ask(
        Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest { NetworkInterfaceId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var eni = await Present(work, ct);
        var shown = Properties.Of(eni);
        var others = Others(eni);
        shown["Id"] = eni.NetworkInterfaceId;
        shown["PrimaryPrivateIpAddress"] = eni.PrivateIpAddress;
        shown["SecondaryPrivateIpAddresses"] = Nodes.Of(others);
        shown[More] = work.Properties.Has(More) ? others.Count : null;
        shown[Addresses] = new JsonArray([.. eni.PrivateIpAddresses!.Select(each => new JsonObject
        {
            ["Primary"] = each.Primary,
            ["PrivateIpAddress"] = each.PrivateIpAddress,
        })]);
        shown[Groups] = Nodes.Of(eni.Groups!.Select(each => each.GroupId));
        shown["Tags"] = Mark.Shown(eni.TagSet);
        return shown;
    }

    private static List<string> Others(NetworkInterface eni) =>
        [.. eni.PrivateIpAddresses!.Where(each => each.Primary != true).Select(each => each.PrivateIpAddress!)];

    private static string? First(Properties properties) =>
        properties.Groups(Addresses).Find(each => each.Flag("Primary") == true)?.Text("PrivateIpAddress");

    /// <summary>Gives it the further addresses that are named, or as many as are asked for.</summary>
    private async ValueTask Readdress(Work work, CancellationToken ct)
    {
        var there = Others(await Present(work, ct));
        List<string> named =
        [
            .. work.Properties.Groups(Addresses).Where(each => each.Flag("Primary") != true)
                .Select(each => each.Needed("PrivateIpAddress")),
        ];
        var kept = there.Where(named.Contains).ToList();
        var count = Math.Max(named.Count, work.Properties.Number(More) ?? 0);

        // Of those that nobody named the first ones stay.
        kept.AddRange(there.Except(kept).Take(count - named.Count));
        if (there.Except(kept).ToList() is [_, ..] gone)
        {
            await work.Ask(
                Ec2.UnassignPrivateIpAddresses,
                new UnassignPrivateIpAddressesRequest { NetworkInterfaceId = work.Id!, PrivateIpAddresses = gone },
                ct);
        }

        if (named.Except(kept).ToList() is [_, ..] added)
        {
            await work.Ask(
                Ec2.AssignPrivateIpAddresses,
                new AssignPrivateIpAddressesRequest { NetworkInterfaceId = work.Id!, PrivateIpAddresses = added },
                ct);
            kept.AddRange(added);
        }

        if (kept.Count < count)
        {
            await work.Ask(
                Ec2.AssignPrivateIpAddresses,
                new AssignPrivateIpAddressesRequest
                {
                    NetworkInterfaceId = work.Id!,
                    SecondaryPrivateIpAddressCount = count - kept.Count,
                },
                ct);
        }
    }

    /// <summary>The default group of its VPC, which it has when none is named.</summary>
    private async ValueTask<List<string>> UsualGroup(Work work, CancellationToken ct)
    {
        var vpc = (await Present(work, ct)).VpcId;
        var found = await work.Ask(
            Ec2.DescribeSecurityGroups,
            new DescribeSecurityGroupsRequest
            {
                Filters = [.. Mark.Where("vpc-id", vpc), .. Mark.Where("group-name", "default")],
            },
            ct);
        return found.SecurityGroups!.ConvertAll(group => group.GroupId!);
    }

    private ValueTask Modify(Work work, Action<ModifyNetworkInterfaceAttributeRequest> set, CancellationToken ct)
    {
        var request = new ModifyNetworkInterfaceAttributeRequest { NetworkInterfaceId = work.Id! };
        set(request);
        return work.Ask(Ec2.ModifyNetworkInterfaceAttribute, request, ct);
    }

    private async ValueTask<NetworkInterface> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeNetworkInterfaces,
        new DescribeNetworkInterfacesRequest { NetworkInterfaceIds = [work.Id!] },
        ct)).NetworkInterfaces![0];
}
