using System.Net;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Services;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Route = Faultline.Api.Ec2.Route;

namespace Faultline.Tests.Ec2.Network;

/// <summary>
/// Two VPCs that are peered and a third that was, with everything that lets flows pass or stops them. Its interfaces go
/// by name.
/// </summary>
internal sealed class ReachWorld
{
    private const string Region = "us-east-1";

    private readonly Dice dice = new(3);
    private readonly Dictionary<string, string> names = [];
    private readonly Dictionary<string, string> groups = [];

    public ReachWorld()
    {
        var (here, there, lost) = (Vpc("10.0.0.0/16"), Vpc("10.1.0.0/16"), Vpc("10.2.0.0/16"));
        var gateway = InternetGateways.Make(State, Ec2Call.Account, here.Id, [], dice).Id;
        var (live, dead) = (Peer(here, there), Peer(here, lost));
        Peerings.End(State, State.Peerings.Find(dead)!, "deleted", "Deleted", DateTimeOffset.UnixEpoch);

        var pub = Subnet(here, "10.0.0.0/24");
        Groups(here, there);
        var nat = Nat(pub);
        Routes(
            pub,
            new() { DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway },
            new() { DestinationCidrBlock = "10.1.0.0/16", VpcPeeringConnectionId = live },
            new() { DestinationCidrBlock = "10.2.0.0/16", VpcPeeringConnectionId = dead });
        var prv = Subnet(here, "10.0.1.0/24");
        Routes(
            prv,
            new() { DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = nat },
            new() { DestinationCidrBlock = "10.1.0.0/16", VpcPeeringConnectionId = live });
        var iso = Subnet(here, "10.0.2.0/24");
        var shut = Subnet(here, "10.0.3.0/24");
        Routes(shut, new Route { DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway });
        Acl(here, shut, "in 90 deny tcp 80-80", "in 100 allow -1 0-65535", "out 100 allow tcp 32768-65535");
        var far = Subnet(there, "10.1.0.0/24");
        Routes(far, new Route { DestinationCidrBlock = "10.0.0.0/24", VpcPeeringConnectionId = live });

        Add("web", pub, "54.0.0.1", "web");
        Add("bare", pub, null, "web");
        Add("app", prv, null, "app");
        Add("db", iso, null, "db");
        Add("shut", shut, "54.0.0.3", "open");
        Add("far", far, null, "far");
        Add("lost", Subnet(lost, "10.2.0.0/24"), null);
        names.Add("nat", State.NatGateways.Find(nat)!.Shown.NatGatewayAddresses![0].NetworkInterfaceId!);
    }

    public Ec2State State { get; } = new(Atlas.Draw(new()));

    /// <summary>
    /// An end by its name: an interface, an interface by its public address (<c>@web</c>), or an address.
    /// </summary>
    public FlowEnd End(string name)
    {
        if (name.StartsWith('@'))
        {
            var id = names[name[1..]];
            return FlowEnd.Inside(id, State.Interfaces.Find(id)!.Shown.Association!.PublicIp);
        }

        return names.TryGetValue(name, out var found) ? FlowEnd.Inside(found) : FlowEnd.Outside(name);
    }

    /// <summary>The address on this machine of an instance at an interface.</summary>
    public IPAddress Address(string name)
    {
        var address = IPAddress.Parse($"127.9.0.{names.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(name) + 1}");
        State.Interfaces.Change(names[name], row => row.With(
            shown => shown.Attachment = new() { InstanceId = $"i-{name}", DeviceIndex = 0 }));
        State.Machines.Put(new($"i-{name}", Ec2Call.Account, new())
        {
            Reservation = "r-1", Address = address.ToString(),
        });
        return address;
    }

    /// <summary>What has no interface, in the subnet of one that has.</summary>
    public Guarded Guarded(string beside, bool isPublic, string group, int port) =>
        new(State.Interfaces.Find(names[beside])!.Shown.SubnetId!, port, isPublic, [groups[group]]);

    /// <summary>An interface's id, and its private address.</summary>
    public (string Id, string Address) Interface(string name) =>
        (names[name], State.Interfaces.Find(names[name])!.Shown.PrivateIpAddress!);

    /// <summary>Whoever is in a group may send to one block only.</summary>
    public void SendOnly(string group, string block)
    {
        foreach (var row in State.Rules.All.ToList())
        {
            if (row.Shown.GroupId == groups[group] && row.Shown.IsEgress == true)
            {
                State.Rules.Remove(row.Id);
            }
        }

        NewSecurityGroup.AddRule(State, Region, State.SecurityGroups.Find(groups[group])!, new()
        {
            IsEgress = true, IpProtocol = "-1", CidrIpv4 = block,
        }, dice);
    }

    private Owned<Vpc> Vpc(string block) =>
        new NewVpc(Region, Ec2Call.Account, Cidr.Read(block)!.Value).Make(State, dice);

    private Owned<Subnet> Subnet(Owned<Vpc> vpc, string block) =>
        new NewSubnet(Region, vpc, Cidr.Read(block)!.Value, "us-east-1a", "use1-az1").Make(State, dice);

    private string Peer(Owned<Vpc> one, Owned<Vpc> other)
    {
        var row = Peerings.Make(
            State,
            one,
            new() { VpcId = other.Id, OwnerId = other.Account, Region = Region },
            Region,
            [],
            DateTimeOffset.UnixEpoch,
            dice);
        return Peerings.Accept(State, row, Region).Id;
    }

    private string Nat(Owned<Subnet> subnet)
    {
        var elastic = new Owned<Address>("eipalloc-1", Ec2Call.Account, new() { PublicIp = "54.0.0.2" });
        State.Addresses.Put(elastic);
        var row = NatGateways.Make(State, subnet, elastic, new(), [], DateTimeOffset.UnixEpoch, dice);
        NatGateways.Settle(State, Timing.Fast, DateTimeOffset.UnixEpoch);
        return row.Id;
    }

    private void Routes(Owned<Subnet> subnet, params Route[] routes)
    {
        var vpc = State.Vpcs.Find(subnet.Shown.VpcId)!;
        var table = NewRouteTable.Make(State, vpc, main: false, [], dice);
        RouteTables.Associate(State, table, subnet, dice);
        State.RouteTables.Change(table.Id, row => row.With(
            shown => shown.Routes = [.. shown.Routes!, .. routes]));
    }

    private void Acl(Owned<Vpc> vpc, Owned<Subnet> subnet, params string[] rules)
    {
        var acl = NewNetworkAcl.Make(State, vpc, isDefault: false, [], dice);
        foreach (var rule in rules)
        {
            var parts = rule.Split(' ', '-') is [var way, var number, var action, "", "1", var first, var last]
                ? (way, number, action, protocol: "-1", first, last)
                : rule.Split(' ', '-') is [var to, var at, var does, var protocol, var low, var high]
                    ? (way: to, number: at, action: does, protocol, first: low, last: high)
                    : throw new ArgumentException(rule);
            State.NetworkAcls.Change(acl.Id, row => row.With(shown => shown.Entries =
            [
                .. shown.Entries!,
                new()
                {
                    Egress = parts.way == "out",
                    RuleNumber = Number(parts.number),
                    RuleAction = parts.action,
                    Protocol = Services.Ec2.Network.Protocols.Number(parts.protocol),
                    CidrBlock = "0.0.0.0/0",
                    PortRange = new() { From = Number(parts.first), To = Number(parts.last) },
                },
            ]));
        }

        foreach (var row in State.NetworkAcls.All.ToList())
        {
            State.NetworkAcls.Put(row.With(shown => shown.Associations =
                [.. shown.Associations!.Where(each => each.SubnetId != subnet.Id)]));
        }

        NewNetworkAcl.Associate(State, acl.Id, subnet.Id, dice);
    }

    private void Groups(Owned<Vpc> here, Owned<Vpc> there)
    {
        Group(here, "web", "in tcp 80 0.0.0.0/0", "in icmp 8 10.0.0.0/8", "out -1 0 0.0.0.0/0");
        Group(here, "app", "in tcp 8080 web", "out -1 0 0.0.0.0/0");
        Group(here, "db", "in tcp 5432 app");
        Group(here, "open", "in -1 0 0.0.0.0/0", "out -1 0 0.0.0.0/0");
        Group(there, "far", "in tcp 9000 web", "in tcp 9002 10.0.0.0/8", "out -1 0 0.0.0.0/0");
    }

    private void Group(Owned<Vpc> vpc, string name, params string[] rules)
    {
        var group = new NewSecurityGroup(Region, vpc, name, "d").Make(State, dice);
        groups.Add(name, group.Id);
        foreach (var row in State.Rules.All.Where(row => row.Shown.GroupId == group.Id).ToList())
        {
            State.Rules.Remove(row.Id);
        }

        foreach (var rule in rules)
        {
            var parts = rule.Split(' ');
            NewSecurityGroup.AddRule(State, Region, group, new()
            {
                IsEgress = parts[0] == "out",
                IpProtocol = parts[1],
                FromPort = Number(parts[2]),
                ToPort = Number(parts[2]),
                CidrIpv4 = parts[3].Contains('/', StringComparison.Ordinal) ? parts[3] : null,
                ReferencedGroupInfo = groups.TryGetValue(parts[3], out var id)
                    ? new() { GroupId = id, UserId = Ec2Call.Account }
                    : null,
            }, dice);
        }
    }

    private void Add(string name, Owned<Subnet> subnet, string? known, params string[] guards)
    {
        var eni = Interfaces.Make(
            State,
            Ec2Call.Account,
            subnet,
            [.. guards.Select(each => groups[each])],
            new(),
            DateTimeOffset.UnixEpoch,
            dice);
        if (known is not null)
        {
            Interfaces.Associate(
                State, eni.Id, eni.Shown.PrivateIpAddress!, new() { PublicIp = known, IpOwnerId = "amazon" });
        }

        names.Add(name, eni.Id);
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
