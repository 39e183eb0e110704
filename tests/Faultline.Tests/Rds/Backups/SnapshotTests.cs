using Faultline.Api.Rds;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Tests.Rds.Groups;

namespace Faultline.Tests.Rds.Backups;

/// <summary>Snapshots that are asked for: what they may be called, who sees them, who may have them.</summary>
public sealed class SnapshotTests
{
    private const string Other = "444455556666";
    private const string Third = "777788889999";

    private readonly GroupRig rig = new();

    [Fact]
    public async Task A_snapshot_is_taken_of_an_available_instance_which_is_backing_up_meanwhile()
    {
        await Database();
        var made = await Create("One");
        Assert.Equal(
            "one shop creating 0 manual 20 region arn:aws:rds:us-east-1:111122223333:snapshot:one db-shop",
            $"{made.DBSnapshotIdentifier} {made.DBInstanceIdentifier} {made.Status} {made.PercentProgress} "
            + $"{made.SnapshotType} {made.AllocatedStorage} {made.SnapshotTarget} {made.DBSnapshotArn} "
            + made.DbiResourceId);
        await GroupRig.Refused(
            "InvalidDBInstanceState",
            () => Create("two"),
            "Cannot create a snapshot because the database instance shop is not currently in the available state.");
        await Done();
        Assert.Equal("one available 100", await List());
        await Create("two");
    }

    [Theory]
    [InlineData("", "The parameter DBSnapshotIdentifier must be provided and must not be blank.")]
    [InlineData("-one", "Invalid snapshot identifier:  -one")]
    [InlineData("one--two", "The parameter DBSnapshotIdentifier is not a valid identifier.")]
    [InlineData("rds:one", "The parameter DBSnapshotIdentifier is not a valid identifier.")]
    public async Task A_name_that_cannot_be_is_refused(string name, string says)
    {
        await Database();
        await GroupRig.Refused("InvalidParameterValue", () => Create(name), says);
    }

    [Fact]
    public async Task A_name_is_had_once_and_so_many_snapshots_at_most()
    {
        await Database();
        await Create("one");
        await Done();
        await GroupRig.Refused(
            "DBSnapshotAlreadyExists",
            () => Create("ONE"),
            "Cannot create the snapshot because a snapshot with the identifier one already exists.");
        for (var number = 2; number <= 100; number++)
        {
            await Create($"s{number}");
            await Done();
        }

        await GroupRig.Refused(
            "SnapshotQuotaExceeded", () => Create("more"), "Cannot create more than 100 manual snapshots");
        await GroupRig.Refused("DBInstanceNotFound", () => Create("more", "nobody"), "DBInstance nobody not found.");
    }

    [Fact]
    public async Task What_is_available_is_deleted_and_nothing_else()
    {
        await Database();
        await Create("one");
        await GroupRig.Refused("InvalidDBSnapshotState", () => Delete("one"));
        await Done();
        Assert.Equal("deleted", (await Delete("one")).Status);
        await GroupRig.Refused("DBSnapshotNotFound", () => Delete("one"), "DBSnapshot one not found.");
        await Daily();
        var name = await List(request => request.SnapshotType = "automated");
        await GroupRig.Refused(
            "InvalidDBSnapshotState", () => Delete(name.Split(' ')[0]), "automated snapshots cannot be deleted.");
    }

    [Fact]
    public async Task Each_account_sees_its_own_and_what_is_shared_with_it_where_it_asks()
    {
        await Database();
        await Create("one");
        await Done();
        await Create("two");
        await Done();
        await Daily();
        Assert.Equal(["restore:" + Other], await Share("one", Other));
        Assert.Equal(["restore:all"], await Share("two", "all"));
        Assert.Equal("", await List(account: Other));
        Assert.Equal("one", Names(await List(request => request.IncludeShared = true, Other)));
        Assert.Equal("one two", Names(await List(
            request => (request.IncludeShared, request.IncludePublic) = (true, true), Other)));
        Assert.Equal("one", Names(await List(request => request.SnapshotType = "shared", Other)));
        Assert.Equal("two", Names(await List(request => request.SnapshotType = "public", Other)));
        Assert.Equal("", await List(request => request.IncludeShared = true, Third));
        Assert.Equal(3, (await List()).Split(", ").Length);
        Assert.Equal("one two", Names(await List(request => request.SnapshotType = "manual")));
        Assert.Equal("two", Names(await List(request => request.Filters =
            [new() { Name = "db-snapshot-id", Values = ["two"] }])));
        await GroupRig.Refused(
            "DBSnapshotNotFound", () => List(request => request.DBSnapshotIdentifier = "three"));
        await GroupRig.Refused("InvalidParameterValue", () => List(request => request.SnapshotType = "old"));
    }

    [Fact]
    public async Task A_snapshot_is_shared_with_so_many_accounts_and_an_automated_one_with_none()
    {
        await Database();
        await Create("one");
        await Done();
        var accounts = Enumerable.Range(1, 20).Select(number => $"{number}".PadLeft(12, '9')).ToArray();
        Assert.Equal(20, (await Share("one", accounts)).Count);
        await GroupRig.Refused("SharedSnapshotQuotaExceeded", () => Share("one", Other));
        await GroupRig.Refused("InvalidParameterValue", () => Share("one", "me"));
        await Daily();
        var name = (await List(request => request.SnapshotType = "automated")).Split(' ')[0];
        await GroupRig.Refused("InvalidDBSnapshotState", () => Share(name, Other));
    }

    [Fact]
    public async Task A_copy_is_of_what_is_ones_own_or_shared_and_takes_tags_where_it_is_to()
    {
        await Database();
        await Create("one", with: request => request.Tags = [new() { Key = "team", Value = "shop" }]);
        await Done();
        var arn = "arn:aws:rds:us-east-1:111122223333:snapshot:one";
        var copy = await Copy(arn, "two", request => request.CopyTags = true);
        Assert.Equal(
            $"two creating {arn}  team", $"{copy.DBSnapshotIdentifier} {copy.Status} "
            + $"{copy.SourceDBSnapshotIdentifier} {copy.SourceRegion} {copy.TagList!.Single().Key}");
        Assert.Empty((await Copy("one", "three")).TagList!);
        await GroupRig.Refused("DBSnapshotNotFound", () => Copy(arn, "mine", account: Other));
        await Share("one", Other);
        Assert.Equal("mine", (await Copy(arn, "mine", account: Other)).DBSnapshotIdentifier);
        await GroupRig.Refused("DBSnapshotAlreadyExists", () => Copy("one", "two"));
        await GroupRig.Refused("InvalidDBSnapshotState", () => Copy("two", "four"));
        await GroupRig.Refused(
            "NotImplemented", () => Copy("one", "four", request => request.TargetCustomAvailabilityZone = "x"));
        await GroupRig.Refused(
            "InvalidParameterValue", () => Copy("arn:aws:rds:mars-1:111122223333:snapshot:one", "four"), "mars-1");
    }

    [Fact]
    public async Task What_is_kept_of_backups_is_there_again_as_it_was()
    {
        await Database();
        await Create("one");
        await Done();
        await Share("one", Other, "all");
        await Copy("one", "two");
        await Daily();
        using (var held = await rig.Rds.Book.Take(GroupRig.Ct))
        {
            held.State.AutomatedBackups.Change(
                "db-shop", row => row with { SourceRegion = "eu-west-1", IsGone = true });
            held.State.Snapshots.Change(
                SnapshotRow.IdOf(GroupRig.Account, "two"),
                row => row with { IsFinal = true, IsReplicated = true, Automated = "db-shop" });
            await held.Keep();
        }

        var before = await Rows();
        rig.Reopen();
        Assert.Equal(before, await Rows());
        Assert.Contains("IsFinal = True", before, StringComparison.Ordinal);
    }

    private static string Names(string list) => string.Join(
        ' ', list.Split(", ").Select(each => each.Split(' ')[0].Split(':')[^1]));

    /// <summary>All that is kept of backups, word by word.</summary>
    private async Task<string> Rows()
    {
        using var held = await rig.Rds.Book.Take(GroupRig.Ct);
        var state = held.State;
        return string.Join('\n', [
            .. state.Snapshots.All.Select(row =>
                $"{row with { Shown = new(), Of = new(), Sharers = [] }} {string.Join(' ', row.Sharers)} "
                + Convert.ToHexString(Services.Keeping.Reshape.Bytes(row.Shown))
                + Convert.ToHexString(Services.Keeping.Reshape.Bytes(row.Of))),
            .. state.AutomatedBackups.All.Select(row => $"{row with { Shown = new(), Of = new() }} "
                + Convert.ToHexString(Services.Keeping.Reshape.Bytes(row.Shown))
                + Convert.ToHexString(Services.Keeping.Reshape.Bytes(row.Of))),
        ]);
    }

    private Task Database() => rig.Instance("shop", shown =>
    {
        shown.DbiResourceId = "db-shop";
        shown.BackupRetentionPeriod = 1;
    });

    /// <summary>What was begun is there, and the instance is free again.</summary>
    private async Task Done()
    {
        using var held = await rig.Rds.Book.Take(GroupRig.Ct);
        foreach (var row in held.State.Snapshots.All.Where(row => row.Is(NewSnapshot.Creating)).ToList())
        {
            NewSnapshot.Done(held.State, row, GroupRig.Region, rig.Now);
        }

        held.State.Instances.Change("db-shop", row => row.In(Life.Available));
        await held.Keep();
    }

    private async Task Daily()
    {
        using (var held = await rig.Rds.Book.Take(GroupRig.Ct))
        {
            var instance = held.State.Instances.Find("db-shop")!;
            AutomatedBackups.Begin(held.State, GroupRig.Region, instance, new(7));
            NewSnapshot.Daily(held.State, GroupRig.Region, instance, rig.Now, new(7));
            await held.Keep();
        }

        await Done();
    }

    private async Task<DBSnapshot> Create(
        string name, string instance = "shop", Action<CreateDBSnapshotMessage>? with = null)
    {
        var request = new CreateDBSnapshotMessage { DBInstanceIdentifier = instance, DBSnapshotIdentifier = name };
        with?.Invoke(request);
        return (await rig.Rds.CreateDBSnapshot(rig.Call("CreateDBSnapshot"), request, GroupRig.Ct)).DBSnapshot!;
    }

    private async Task<DBSnapshot> Delete(string name) => (await rig.Rds.DeleteDBSnapshot(
        rig.Call("DeleteDBSnapshot"), new() { DBSnapshotIdentifier = name }, GroupRig.Ct)).DBSnapshot!;

    private async Task<DBSnapshot> Copy(
        string source, string name, Action<CopyDBSnapshotMessage>? with = null, string account = GroupRig.Account)
    {
        var request = new CopyDBSnapshotMessage
        {
            SourceDBSnapshotIdentifier = source,
            TargetDBSnapshotIdentifier = name,
        };
        with?.Invoke(request);
        return (await rig.Rds.CopyDBSnapshot(rig.Call("CopyDBSnapshot", account), request, GroupRig.Ct)).DBSnapshot!;
    }

    private async Task<List<string>> Share(string name, params string[] accounts) =>
        (await rig.Rds.ModifyDBSnapshotAttribute(
            rig.Call("ModifyDBSnapshotAttribute"),
            new() { DBSnapshotIdentifier = name, AttributeName = "restore", ValuesToAdd = [.. accounts] },
            GroupRig.Ct)).DBSnapshotAttributesResult!.DBSnapshotAttributes!
        .SelectMany(each => each.AttributeValues!.Select(value => $"{each.AttributeName}:{value}"))
        .ToList();

    private async Task<string> List(
        Action<DescribeDBSnapshotsMessage>? with = null, string account = GroupRig.Account)
    {
        var request = new DescribeDBSnapshotsMessage();
        with?.Invoke(request);
        return string.Join(", ", (await rig.Rds.DescribeDBSnapshots(
            rig.Call("DescribeDBSnapshots", account), request, GroupRig.Ct)).DBSnapshots!
            .Select(each => $"{each.DBSnapshotIdentifier} {each.Status} {each.PercentProgress}"));
    }
}
