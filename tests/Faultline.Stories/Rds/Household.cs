using System.Net;
using Faultline.Api.Ec2;
using Faultline.Api.Rds;
using Faultline.Drills.Stories;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Rds;

/// <summary>One account with databases in a region, whose server dies now and then.</summary>
internal sealed class Household
{
    public static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan limit = TimeSpan.FromMinutes(3);

    private readonly World world;

    private Household(World world)
    {
        this.world = world;
        Stage = new(world);
        Server = new(Stage);
    }

    public Stage Stage { get; }

    public DatabaseServer Server { get; }

    public static async Task<Household> Open(World world)
    {
        var household = new Household(world);
        await household.Stage.Start();
        await household.Server.Start();
        return household;
    }

    /// <summary>Asks for a database; true once that was acknowledged.</summary>
    public async Task<bool> Create(string name, Action<CreateDBInstanceMessage>? with = null)
    {
        var request = new CreateDBInstanceMessage
        {
            DBInstanceIdentifier = name,
            DBInstanceClass = "db.t4g.micro",
            Engine = "postgres",
            AllocatedStorage = 20,
            PubliclyAccessible = false,
            MasterUsername = "owner",
            MasterUserPassword = "password-1",
        };
        with?.Invoke(request);
        return await Try<CreateDBInstanceResult>("CreateDBInstance", request);
    }

    /// <summary>Asks for something; false when the server dies over it, is not there, or refuses.</summary>
    public async Task<bool> Try<T>(string operation, IStructure input) where T : class, IStructure
    {
        try
        {
            return await Server.Ask<T>(operation, input) is not null;
        }
        catch (AwsError refused)
        {
            world.Trace($"{operation} is refused: {refused.Message}");
            return false;
        }
    }

    /// <summary>Asks EC2, as the owner of the databases.</summary>
    public async Task<T> Ec2<T>(string operation, IStructure input) where T : class, IStructure =>
        (await Server.Ask<T>(Ec2Model.Service, operation, input))!;

    /// <summary>What databases have in EC2's networks; null when the server is not there.</summary>
    public async Task<List<NetworkInterface>?> Interfaces() =>
        (await Server.Ask<DescribeNetworkInterfacesResult>(
            Ec2Model.Service, "DescribeNetworkInterfaces", new DescribeNetworkInterfacesRequest()))?.NetworkInterfaces;

    public Task<DBInstance?> Find(string name) => Server.Find(name);

    /// <summary>The server dies, and lives again a moment later.</summary>
    public async Task Kill()
    {
        Server.Kill();
        await world.Delay(world.Below(500 * Ms) + Ms);
        await Server.Start();
    }

    /// <summary>Lets time pass; the promises hold at every moment of it.</summary>
    public async Task Watch(TimeSpan span)
    {
        for (var end = world.Elapsed + span; world.Elapsed < end;)
        {
            await world.Delay(100 * Ms);
            await CheckPromises();
        }
    }

    public async Task CheckPromises() =>
        Assert.DoesNotContain(await Server.Audit(), broken => !IsPassing(broken));

    /// <summary>A server that has died starts again, unless it dies over that.</summary>
    public async Task Revive()
    {
        await world.Delay(world.Below(500 * Ms) + Ms);
        try
        {
            await Server.Start();
        }
        catch (HostCrashed)
        {
        }
    }

    public async Task Until(string what, Func<Task<bool>> isSo)
    {
        for (var end = world.Elapsed + limit; !await isSo();)
        {
            if (world.Elapsed > end)
            {
                var all = string.Join('\n', await Server.Databases());
                throw new InvalidOperationException($"Not within {limit}: {what}.\n{all}");
            }

            await world.Delay(50 * Ms);
        }
    }

    public Task UntilStatus(string name, string status) =>
        Until($"{name} is {status}", async () => (await Find(name))?.DBInstanceStatus == status);

    /// <summary>Writes a value through the endpoint of an instance.</summary>
    public async Task<ScriptedWrite> Write(string name, long value)
    {
        var endpoint = (await Find(name))!.Endpoint!;
        return await Server.Postgres.Write(
            new(IPAddress.Parse(endpoint.Address!), endpoint.Port!.Value), value, Second * 5);
    }

    /// <summary>
    /// A value is acknowledged, however often it takes: a server that has just started shows what it wrote down before
    /// it listens.
    /// </summary>
    public Task UntilWritten(string name, long value) =>
        Until($"{name} takes {value}", async () => await Write(name, value) == ScriptedWrite.Acknowledged);

    /// <summary>Nothing of any database is left.</summary>
    public async Task UntilNothingIsLeft()
    {
        await Until("no instance is left", async () => (await Server.Databases()).Count == 0);
        await Until("no server is left", () => Task.FromResult(Server.Postgres.All.Count == 0));
        Assert.Empty((await Interfaces())!);
        Assert.Empty(await Server.Audit());
    }

    /// <summary>What is about to be taken away may be there a moment longer than its row.</summary>
    private static bool IsPassing(string broken) => broken.StartsWith("There is a server", StringComparison.Ordinal);
}
