using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// Makes instances: finds room for all of them first, and only then makes anything, so that a launch that is refused
/// leaves nothing behind.
/// </summary>
internal sealed class Launcher(string region, Surroundings around, PublicAddresses addresses)
{
    /// <summary>What a launch makes that can have tags.</summary>
    private static readonly string[] taggedTypes = ["instance", "volume", "network-interface"];

    public IReadOnlyList<Machine> Launch(Ec2State state, Call call, LaunchOrder order)
    {
        var reservation = call.Dice.Resource("r");
        var (subnet, places) = Place(state, call, order);
        LaunchParts parts;
        try
        {
            parts = Parts(state, call, order, subnet, places.Count);
            DryRun.Stop(order.Request.DryRun);
        }
        catch (AwsError)
        {
            places.ForEach(place => Claims.Return(state, place, order.Type.Name));
            throw;
        }

        return [.. places.Select((place, index) => Make(state, call, order, parts, place, reservation, index))];
    }

    /// <summary>What the instances are made of. What can be refused is refused here, before any of them is.</summary>
    private LaunchParts Parts(Ec2State state, Call call, LaunchOrder order, Owned<Subnet> subnet, int count)
    {
        var own = OwnInterface(call, order);
        if (order.Existing is { } existing)
        {
            Interfaces.CheckAttach(state, existing, instanceId: "", deviceIndex: 0);
        }
        else if (new SubnetAddresses(state, subnet).Free < count * (1 + own.Secondary.Count + own.SecondaryCount))
        {
            throw new AwsError(
                "InsufficientFreeAddressesInSubnet", 400,
                $"There are not enough free addresses in subnet '{subnet.Id}' to satisfy the requested number of "
                + "instances.");
        }
        else
        {
            Interfaces.Check(state, call.Account, subnet, order.Groups, own);
        }

        Disks.Check(state, call, order);
        foreach (var type in taggedTypes)
        {
            Tagging.For(call, type, order.Request.TagSpecifications);
        }

        var isPublic = order.Existing is null
            && (order.Interface?.AssociatePublicIpAddress ?? subnet.Shown.MapPublicIpOnLaunch) == true;
        return new(
            subnet,
            own,
            addresses.DrawPrivate(state, ZoneOf(subnet), count),
            isPublic ? addresses.Draw(state, count) : null);
    }

    private static NewInterface OwnInterface(Call call, LaunchOrder order)
    {
        var (asked, request) = (order.Interface, order.Request);
        return InterfaceRequest.Read(
            asked?.Description,
            asked?.PrivateIpAddress ?? request.PrivateIpAddress,
            asked?.PrivateIpAddresses,
            asked?.SecondaryPrivateIpAddressCount)
            .WithIpv6(
                asked?.Ipv6Addresses ?? request.Ipv6Addresses, asked?.Ipv6AddressCount ?? request.Ipv6AddressCount) with
        {
            Tags = Tagging.For(call, "network-interface", request.TagSpecifications),
        };
    }

    /// <summary>A subnet in which there is room for as many as must be, and the room itself, which is taken.</summary>
    private (Owned<Subnet> Subnet, List<Claim> Places) Place(Ec2State state, Call call, LaunchOrder order)
    {
        foreach (var subnet in Subnets(state, call, order))
        {
            var zone = ZoneOf(subnet);
            var places = new List<Claim>();
            var board = around.Board.View;
            var asker = Askers.Of(call, order);
            while (places.Count < order.Max
                && Claims.Take(state, call, order.Request, zone, board, asker, places) is { } place)
            {
                places.Add(place);
            }

            if (places.Count >= order.Min)
            {
                return (subnet, places);
            }

            places.ForEach(place => Claims.Return(state, place, order.Type.Name));
        }

        throw Short(state, call, order);
    }

    /// <summary>The subnets that will do: the one asked for, or the default ones, the emptiest zone first.</summary>
    private List<Owned<Subnet>> Subnets(Ec2State state, Call call, LaunchOrder order)
    {
        var zone = AskedZone(call, order);
        if (order.Subnet is { } asked)
        {
            return zone is null || asked.Shown.AvailabilityZone == zone
                ? [asked]
                : throw new AwsError(
                    "InvalidParameterCombination", 400,
                    $"The specified subnet '{asked.Id}' is not in the Availability Zone '{zone}'");
        }

        var defaults = state.Subnets.Of(call.Account)
            .Where(each => each.Shown.DefaultForAz == true && (zone is null || each.Shown.AvailabilityZone == zone))
            .OrderBy(each => ZoneOf(each).All(DomainKind.Host).Sum(host => state.Hosts.TakenOf(host).Vcpus))
            .ToList();
        return defaults.Count > 0
            ? defaults
            : throw (zone is null
                ? new AwsError(
                    "VPCIdNotSpecified", 400,
                    "No default VPC for this user. Specify a subnet, or create a default VPC with create-default-vpc.")
                : new AwsError(
                    "MissingInput", 400, $"No default subnet for the Availability Zone '{zone}'. Specify a subnet."));
    }

    private string? AskedZone(Call call, LaunchOrder order)
    {
        var (name, id) = (order.Request.Placement?.AvailabilityZone, order.Request.Placement?.AvailabilityZoneId);
        if (name is null && id is null)
        {
            return null;
        }

        var zones = (around.Atlas.Region(region)?.Children ?? [])
            .ToDictionary(each => ZoneNames.NameOf(call.Account, each), each => each.Name, StringComparer.Ordinal);
        var found = zones.FirstOrDefault(each => each.Key == name || each.Value == id).Key;
        return found ?? throw Refusal.Value($"Invalid availability zone: [{name ?? id}]");
    }

    private Domain ZoneOf(Owned<Subnet> subnet) =>
        around.Atlas.TryFind(subnet.Shown.AvailabilityZoneId!, out var zone)
            ? zone
            : throw new InvariantBroken($"The zone of {subnet.Id} is not on the map.");

    private Machine Make(
        Ec2State state,
        Call call,
        LaunchOrder order,
        LaunchParts parts,
        Claim place,
        string reservation,
        int index)
    {
        var id = call.Dice.Resource("i");
        var machine = new Machine(id, call.Account, MachineShape.Of(call, order, parts.Subnet, place, id, index))
        {
            Reservation = reservation,
            Host = place.Host,
            Address = parts.Addresses[index],
            Program = order.Image.Program,
            UserData = order.Request.UserData,
            PublicKey = order.PublicKey,
            StopProtected = order.Request.DisableApiStop == true,
            TerminationProtected = order.Request.DisableApiTermination == true,
            TerminatesOnShutdown = order.Request.InstanceInitiatedShutdownBehavior == ShutdownBehavior.Terminate,
            UnlimitedCredits = MachineShape.HasUnlimitedCredits(order),
            Since = call.Now,
            Due = call.Now + around.Timing.Draw(Steps.Ec2Boot, call.Dice),
        };
        state.Machines.Put(machine);
        Connect(state, call, order, parts, machine, parts.PublicAddresses?[index]);
        Disks.Make(state, call, order, machine);
        return machine;
    }

    private static void Connect(
        Ec2State state, Call call, LaunchOrder order, LaunchParts parts, Machine machine, string? publicAddress)
    {
        var isNew = order.Existing is null;
        var own = order.Existing
            ?? Interfaces.Make(state, call.Account, parts.Subnet, order.Groups, parts.Own, call.Now, call.Dice);
        Interfaces.Attach(
            state,
            own.Id,
            machine.Id,
            call.Account,
            0,
            order.Interface?.DeleteOnTermination ?? isNew,
            call.Now,
            call.Dice);
        if (publicAddress is not null)
        {
            PublicAddresses.Lend(state, own.Id, publicAddress);
        }
    }

    /// <summary>What AWS answers when a zone is full, with the zones that are not.</summary>
    private AwsError Short(Ec2State state, Call call, LaunchOrder order)
    {
        var (type, asked) = (order.Type.Name, order.Subnet?.Shown.AvailabilityZone ?? AskedZone(call, order));
        if (asked is null)
        {
            return new(
                "InsufficientInstanceCapacity", 500,
                $"We currently do not have sufficient {type} capacity in the zones of your default subnets. Our system "
                + "will be working on provisioning additional capacity. Try again later, or another instance type.");
        }

        var asker = Askers.Of(call, order);
        var others = (around.Atlas.Region(region)?.Children ?? [])
            .Where(zone => Claims.Fits(state, zone, type, around.Board.View, asker))
            .Select(zone => ZoneNames.NameOf(call.Account, zone))
            .Where(name => name != asked)
            .Order(StringComparer.Ordinal);
        return new(
            "InsufficientInstanceCapacity", 500,
            $"We currently do not have sufficient {type} capacity in the Availability Zone you requested ({asked}). "
            + $"Our system will be working on provisioning additional capacity. You can currently get {type} capacity "
            + $"by not specifying an Availability Zone in your request or choosing {string.Join(", ", others)}.");
    }
}

/// <summary>
/// What the instances of a launch are made of: what each has as its own interface, and for each of them the addresses
/// that nobody has yet; no public ones where none are lent.
/// </summary>
internal sealed record LaunchParts(
    Owned<Subnet> Subnet,
    NewInterface Own,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string>? PublicAddresses);
