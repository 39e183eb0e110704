using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Maintenance;
using Faultline.Services.Ec2.Storage;
using Faultline.Store;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>
/// All that EC2 has in a region, of every account: addresses and room are one supply for all, so one writer hands them
/// out. Pure: the hour, ids and chance come in as arguments.
/// </summary>
internal sealed class Ec2State : IState
{
    private readonly Tables tables;

    public Ec2State(Atlas atlas)
    {
        Hosts = new(atlas);
        tables = new(
            Accounts, Tokens, Vpcs, Subnets, RouteTables, InternetGateways, NatGateways, SecurityGroups, Rules,
            NetworkAcls, Interfaces, DhcpOptions, Peerings, Addresses, Machines, Volumes, VolumeModifications,
            Snapshots, Images, KeyPairs, PlacementGroups, LaunchTemplates, LaunchTemplateVersions, Reservations,
            Reserved, ReservedModifications, VpcAttributes, Events, EgressGateways);
    }

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version => tables.Version;

    /// <summary>What is taken of the hosts' room: by instances, and by reservations that nobody uses yet.</summary>
    public HostRoom Hosts { get; }

    public Table<AccountRow> Accounts { get; } = new(Kinds.Account, "", AccountRow.Form);

    public Table<TokenRow> Tokens { get; } = new(Kinds.Token, "", TokenRow.Form);

    public Table<Owned<Vpc>> Vpcs { get; } = new(
        Kinds.Vpc, "vpc", OwnedForm.Of<Vpc>(it => it.Tags, (it, tags) => it.Tags = tags));

    /// <summary>What can be switched in a VPC, under its id; it is not among what is shown of it.</summary>
    public Table<Owned<DescribeVpcAttributeResult>> VpcAttributes { get; } = new(
        Kinds.VpcAttributes, "", OwnedForm.Of<DescribeVpcAttributeResult>());

    public Table<Owned<Subnet>> Subnets { get; } = new(
        Kinds.Subnet, "subnet", OwnedForm.Of<Subnet>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<RouteTable>> RouteTables { get; } = new(
        Kinds.RouteTable, "route-table", OwnedForm.Of<RouteTable>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<InternetGateway>> InternetGateways { get; } = new(
        Kinds.InternetGateway,
        "internet-gateway",
        OwnedForm.Of<InternetGateway>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<EgressOnlyInternetGateway>> EgressGateways { get; } = new(
        Kinds.EgressGateway,
        "egress-only-internet-gateway",
        OwnedForm.Of<EgressOnlyInternetGateway>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<NatGateway>> NatGateways { get; } = new(
        Kinds.NatGateway, "natgateway", OwnedForm.Of<NatGateway>(it => it.Tags, (it, tags) => it.Tags = tags));

    /// <summary>Security groups without their rules, which are <see cref="Rules"/>.</summary>
    public Table<Owned<SecurityGroup>> SecurityGroups { get; } = new(
        Kinds.SecurityGroup,
        "security-group",
        OwnedForm.Of<SecurityGroup>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<SecurityGroupRule>> Rules { get; } = new(
        Kinds.SecurityGroupRule,
        "security-group-rule",
        OwnedForm.Of<SecurityGroupRule>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<NetworkAcl>> NetworkAcls { get; } = new(
        Kinds.NetworkAcl, "network-acl", OwnedForm.Of<NetworkAcl>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<NetworkInterface>> Interfaces { get; } = new(
        Kinds.NetworkInterface,
        "network-interface",
        OwnedForm.Of<NetworkInterface>(it => it.TagSet, (it, tags) => it.TagSet = tags));

    public Table<Owned<DhcpOptions>> DhcpOptions { get; } = new(
        Kinds.DhcpOptions, "dhcp-options", OwnedForm.Of<DhcpOptions>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<VpcPeeringConnection>> Peerings { get; } = new(
        Kinds.Peering,
        "vpc-peering-connection",
        OwnedForm.Of<VpcPeeringConnection>(it => it.Tags, (it, tags) => it.Tags = tags));

    /// <summary>Elastic IP addresses.</summary>
    public Table<Owned<Address>> Addresses { get; } = new(
        Kinds.Address, "elastic-ip", OwnedForm.Of<Address>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Machine> Machines { get; } = new(Kinds.Machine, "instance", MachineEntry.Form);

    public Table<Disk> Volumes { get; } = new(Kinds.Volume, "volume", Disk.Form);

    /// <summary>The newest modification of each volume, under the volume's id.</summary>
    public Table<Owned<VolumeModification>> VolumeModifications { get; } = new(
        Kinds.VolumeModification, "", OwnedForm.Of<VolumeModification>());

    public Table<DiskSnapshot> Snapshots { get; } = new(Kinds.Snapshot, "snapshot", DiskSnapshot.Form);

    public Table<MachineImage> Images { get; } = new(Kinds.Image, "image", MachineImage.Form);

    public Table<Owned<KeyPairInfo>> KeyPairs { get; } = new(
        Kinds.KeyPair, "key-pair", OwnedForm.Of<KeyPairInfo>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<PlacementGroup>> PlacementGroups { get; } = new(
        Kinds.PlacementGroup,
        "placement-group",
        OwnedForm.Of<PlacementGroup>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<LaunchTemplate>> LaunchTemplates { get; } = new(
        Kinds.LaunchTemplate,
        "launch-template",
        OwnedForm.Of<LaunchTemplate>(it => it.Tags, (it, tags) => it.Tags = tags));

    /// <summary>The versions of launch templates, each under <c>TEMPLATE:NUMBER</c>.</summary>
    public Table<Owned<LaunchTemplateVersion>> LaunchTemplateVersions { get; } = new(
        Kinds.LaunchTemplateVersion, "", OwnedForm.Of<LaunchTemplateVersion>());

    public Table<CapacityHold> Reservations { get; } = new(
        Kinds.CapacityReservation, "capacity-reservation", CapacityHold.Form);

    public Table<Owned<ReservedInstances>> Reserved { get; } = new(
        Kinds.ReservedInstances,
        "reserved-instances",
        OwnedForm.Of<ReservedInstances>(it => it.Tags, (it, tags) => it.Tags = tags));

    public Table<Owned<ReservedInstancesModification>> ReservedModifications { get; } = new(
        Kinds.ReservedModification, "", OwnedForm.Of<ReservedInstancesModification>());

    /// <summary>What instances have before them, and for a while what they had.</summary>
    public Table<ScheduledEvent> Events { get; } = new(Kinds.ScheduledEvent, "", ScheduledEvent.Form);

    /// <summary>The tables of what can be tagged, in the order of their kinds.</summary>
    public IEnumerable<ITagged<Tag>> Taggable => tables.Taggable<Tag>();

    /// <summary>Room is not written down: it follows from who is where.</summary>
    public void Loaded()
    {
        Hosts.Clear();
        foreach (var machine in Machines.All.Where(machine => machine.HasRoom))
        {
            Hosts.Occupy(machine.Host!, machine.Shown.InstanceType!);
        }

        foreach (var hold in Reservations.All)
        {
            hold.Occupy(Hosts);
        }

        Hosts.IsTouched = false;
    }

    public void Flush(Batch batch)
    {
        tables.Flush(batch);
        Hosts.IsTouched = false;
    }

    public bool TakeBack()
    {
        tables.TakeBack();
        if (Hosts.IsTouched)
        {
            Loaded();
        }

        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);
}
