using Faultline.Api.Rds;
using Faultline.Kernel;
using Faultline.Services.Rds.Keeping;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Rds.Groups;

/// <summary>
/// RDS of a region over a store in memory, beside EC2, on a machine without PostgreSQL: all that databases are in and
/// are told with, and databases only as a test writes them down.
/// </summary>
internal sealed class GroupRig
{
    public const string Account = Ec2Call.Account;
    public const string Region = "us-east-1";

    private readonly Dice dice = new(7);

    public GroupRig() => Open();

    public MemoryDisk Disk { get; private set; } = new();

    public Ec2Rig Ec2 { get; } = new();

    public Services.Rds.Rds Rds { get; private set; } = null!;

    public DateTimeOffset Now
    {
        get => Ec2.Now;
        set => Ec2.Now = value;
    }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Account) => Ec2.Call("DescribeVpcs", account) with
    {
        Service = RdsModel.Service,
        Operation = RdsModel.Service.Find(operation)!,
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        Disk = Disk.AfterKill();
        Open();
    }

    public async Task<DBSubnetGroup> SubnetGroup(string name = "two", params string[] subnets) =>
        (await Rds.CreateDBSubnetGroup(
            Call("CreateDBSubnetGroup"),
            new()
            {
                DBSubnetGroupName = name,
                DBSubnetGroupDescription = "for tests",
                SubnetIds = subnets.Length > 0 ? [.. subnets] : await Subnets('a', 'b'),
            },
            Ct)).DBSubnetGroup!;

    public async Task<DBSubnetGroup> Modify(string name, params List<string> subnets) =>
        (await Rds.ModifyDBSubnetGroup(
            Call("ModifyDBSubnetGroup"), new() { DBSubnetGroupName = name, SubnetIds = subnets }, Ct)).DBSubnetGroup!;

    /// <summary>The default subnets of zones, by their letters.</summary>
    public async Task<List<string>> Subnets(params char[] zones)
    {
        var found = (await Ec2.Ec2.DescribeSubnets(Ec2.Call("DescribeSubnets"), new(), Ct)).Subnets!;
        return [.. zones.Select(zone => found.Find(each => each.AvailabilityZone == $"{Region}{zone}")!.SubnetId!)];
    }

    public async Task<DBParameterGroup> ParameterGroup(string name = "own", string family = "postgres15") =>
        (await Rds.CreateDBParameterGroup(
            Call("CreateDBParameterGroup"),
            new() { DBParameterGroupName = name, DBParameterGroupFamily = family, Description = "for tests" },
            Ct)).DBParameterGroup!;

    public async Task Modify(string group, params (string Name, string? Value, string? Method)[] parameters) =>
        await Rds.ModifyDBParameterGroup(
            Call("ModifyDBParameterGroup"),
            new() { DBParameterGroupName = group, Parameters = [.. parameters.Select(Parameter)] },
            Ct);

    public async Task Reset(string group, params (string Name, string? Value, string? Method)[] parameters) =>
        await Rds.ResetDBParameterGroup(
            Call("ResetDBParameterGroup"),
            new()
            {
                DBParameterGroupName = group,
                ResetAllParameters = parameters.Length == 0,
                Parameters = parameters.Length == 0 ? null : [.. parameters.Select(Parameter)],
            },
            Ct);

    /// <summary>All pages of a group's parameters.</summary>
    public async Task<List<Parameter>> Parameters(string group, string? source = null)
    {
        var all = new List<Parameter>();
        string? marker = null;
        do
        {
            var page = await Rds.DescribeDBParameters(
                Call("DescribeDBParameters"),
                new() { DBParameterGroupName = group, Source = source, Marker = marker },
                Ct);
            all.AddRange(page.Parameters!);
            marker = page.Marker;
        }
        while (marker is not null);
        return all;
    }

    public async Task<ParameterGroupRow> Row(string group)
    {
        using var held = await Rds.Book.Take(Ct);
        return Services.Rds.Parameters.ParameterGroups.Find(held.State, Region, Account, group)!;
    }

    public async Task<OptionGroup> OptionGroup(string name = "options") => (await Rds.CreateOptionGroup(
        Call("CreateOptionGroup"),
        new()
        {
            OptionGroupName = name,
            EngineName = "postgres",
            MajorEngineVersion = "15",
            OptionGroupDescription = "for tests",
        },
        Ct)).OptionGroup!;

    public async Task<EventSubscription> Subscribe(
        string name = "ears", Action<CreateEventSubscriptionMessage>? with = null)
    {
        var request = new CreateEventSubscriptionMessage
        {
            SubscriptionName = name,
            SnsTopicArn = $"arn:aws:sns:{Region}:{Account}:topic",
        };
        with?.Invoke(request);
        return (await Rds.CreateEventSubscription(Call("CreateEventSubscription"), request, Ct)).EventSubscription!;
    }

    /// <summary>Writes an instance down, as if it were made.</summary>
    public async Task Instance(string name, Action<DBInstance>? with = null, params List<Member> members)
    {
        using var held = await Rds.Book.Take(Ct);
        held.State.Instances.Put(new InstanceRow($"db-{name}", Account, new()
        {
            DBInstanceIdentifier = name,
            DBInstanceArn = $"arn:aws:rds:{Region}:{Account}:db:{name}",
            DBInstanceStatus = "available",
            DBInstanceClass = "db.t3.micro",
            AllocatedStorage = 20,
        }) { Members = members }.With(with ?? (static _ => { })));
        await held.Keep();
    }

    public async Task Note(string message, string name = "shop", params List<string> categories)
    {
        using var held = await Rds.Book.Take(Ct);
        held.State.Note(
            Account,
            SourceType.DbInstance,
            name,
            $"arn:aws:rds:{Region}:{Account}:db:{name}",
            Now,
            message,
            categories);
        await held.Keep();
    }

    public async Task<List<string>> Tags(string arn) => (await Rds.ListTagsForResource(
        Call("ListTagsForResource"), new() { ResourceName = arn }, Ct)).TagList!
        .ConvertAll(tag => $"{tag.Key}={tag.Value}");

    public static Parameter Parameter((string Name, string? Value, string? Method) each) =>
        new() { ParameterName = each.Name, ParameterValue = each.Value, ApplyMethod = each.Method };

    public static Task Refused(string code, Func<Task> act, string says = "") => Ec2Rig.Refused(code, act, says);

    private void Open() => Rds = new(
        Region,
        new(Region, new Hand(this), dice),
        Ec2Call.Store(Region, Disk, Durability.Strict),
        Ec2.Around,
        Ec2.Ec2,
        new());

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(GroupRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
