using System.IO.Pipelines;
using System.Net;
using Faultline.Api.Ec2;
using Faultline.Network;
using Faultline.Simulation;
using Faultline.Stories.Network;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Ec2;

/// <summary>
/// A client that talks with an instance through its public address. The instance answers what it hears.
/// </summary>
internal sealed class Visit
{
    private const int Port = 80;

    private readonly Ward ward;

    private Visit(Ward ward) => this.ward = ward;

    public Ward Ward => ward;

    public string Address { get; private set; } = "";

    public string Interface { get; private set; } = "";

    public string Subnet { get; private set; } = "";

    public string Group { get; private set; } = "";

    public string Acl { get; private set; } = "";

    public static async Task<Visit> Begin(World world)
    {
        var ward = await Ward.Open(world, script: new() { Ports = [Port] });
        var visit = new Visit(ward);
        var (shown, running) = (await ward.Look(), (await ward.Server.Machines()).Single());
        var own = shown.NetworkInterfaces!.Single();
        (visit.Address, visit.Interface, visit.Subnet, visit.Group) =
            (shown.PublicIpAddress!, own.NetworkInterfaceId!, own.SubnetId!, own.Groups!.Single().GroupId!);
        visit.Acl = (await visit.Ask<DescribeNetworkAclsResult>(new DescribeNetworkAclsRequest()))
            .NetworkAcls!.Single().NetworkAclId!;
        _ = Answer(ward.Server.Transport.Listen(new(IPAddress.Parse(running.Address!), Port)));
        await ward.Until("its door is open", async () => (await ward.Server.Machines()).Single().Doors.Count > 0);
        return visit;
    }

    /// <summary>An operation by the name of its request.</summary>
    public async Task<TOutput> Ask<TOutput>(IStructure request) where TOutput : class, IStructure =>
        (await ward.Server.Ask<TOutput>(request.GetType().Name[..^"Request".Length], request))!;

    public Task Do(IStructure request) => ward.Server.Ask<IStructure>(
        request.GetType().Name[..^"Request".Length], request);

    /// <summary>Lets a block of addresses in to the instance's group.</summary>
    public Task Allow(string block) => Do(
        new AuthorizeSecurityGroupIngressRequest { GroupId = Group, IpPermissions = [Permission(block)] });

    public Task Revoke(string block) => Do(
        new RevokeSecurityGroupIngressRequest { GroupId = Group, IpPermissions = [Permission(block)] });

    /// <summary>A rule of the subnet's ACL that goes before those that let everything through.</summary>
    public Task Deny(bool egress, int from, int to) => Do(new CreateNetworkAclEntryRequest
    {
        NetworkAclId = Acl,
        RuleNumber = 50,
        Egress = egress,
        Protocol = "6",
        PortRange = new() { From = from, To = to },
        RuleAction = RuleAction.Deny,
        CidrBlock = "0.0.0.0/0",
    });

    public Task Undo(bool egress) => Do(
        new DeleteNetworkAclEntryRequest { NetworkAclId = Acl, RuleNumber = 50, Egress = egress });

    public async Task<IDuplexPipe> Connect(int port = 40_000) =>
        await ward.Server.Transport.ConnectFrom(
            new(IPAddress.Parse("198.51.100.7"), port), new(IPAddress.Parse(Address), Port))
        ?? throw new IOException("Nobody listens.");

    /// <summary>Says something, and hears it again.</summary>
    public static async Task<bool> Hears(IDuplexPipe client)
    {
        await Crossing.Send(client.Output, Crossing.Bytes(5));
        return (await Crossing.Read(client.Input, 5)).SequenceEqual(Crossing.Bytes(5));
    }

    private static IpPermission Permission(string block) => new()
    {
        IpProtocol = "tcp", FromPort = Port, ToPort = Port, IpRanges = [new() { CidrIp = block }],
    };

    private static async Task Answer(IListener at)
    {
        while (await at.Accept() is { } client)
        {
            _ = Echo(client.Pipe);
        }
    }

    private static async Task Echo(IDuplexPipe client)
    {
        try
        {
            while (await client.Input.ReadAsync() is { IsCompleted: false } read)
            {
                foreach (var part in read.Buffer)
                {
                    await client.Output.WriteAsync(part);
                }

                client.Input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (ConnectionReset)
        {
            // The client is gone.
        }
    }
}
