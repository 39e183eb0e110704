using Faultline.Api.Rds;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Tests.Rds.Groups;

public sealed class ParameterGroupTests
{
    private const string Group = "own";

    private readonly GroupRig rig = new();

    [Fact]
    public async Task A_group_shows_the_parameters_of_its_family_and_what_was_changed()
    {
        Assert.Equal("arn:aws:rds:us-east-1:111122223333:pg:own", (await rig.ParameterGroup()).DBParameterGroupArn);
        await rig.Modify(Group, ("WORK_MEM", "8192", "immediate"), ("max_connections", "50", "pending-reboot"));
        var all = await rig.Parameters(Group);
        Assert.Equal(all.Count, all.DistinctBy(each => each.ParameterName).Count());
        Assert.Equal(ParameterTable.Of(15).Count, all.Count);
        Assert.Equal(
            ["max_connections 50 static pending-reboot", "work_mem 8192 dynamic immediate"],
            (await rig.Parameters(Group, "user"))
                .ConvertAll(each => $"{each.ParameterName} {each.ParameterValue} {each.ApplyType} {each.ApplyMethod}"));
        Assert.Equal("{DBInstanceClassMemory/32768}", Find(all, "shared_buffers").ParameterValue);
        Assert.Equal("system", Find(all, "shared_buffers").Source);
        Assert.Equal("engine-default", Find(all, "application_name").Source);
        rig.Reopen();
        Assert.Equal(2, (await rig.Parameters(Group, "user")).Count);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_whole()
    {
        await rig.ParameterGroup();
        const string Invalid = "InvalidParameterValue";
        await Refused(Invalid, "Could not find parameter with name: nope", ("nope", "1", "immediate"));
        await Refused(Invalid, "The parameter fsync cannot be modified.", ("fsync", "0", "immediate"));
        await Refused(
            Invalid,
            "Invalid parameter value: yes for: autovacuum allowed values are: 0,1",
            ("work_mem", "8192", "immediate"),
            ("autovacuum", "yes", "immediate"));
        await Refused(Invalid, "allowed values are: 64-2147483647", ("work_mem", "63", "immediate"));
        await Refused(Invalid, "allowed values", ("work_mem", "{DBInstanceClassMemory/", "immediate"));
        await Refused(Invalid, "allowed values", ("work_mem", "{NoSuchThing*2}", "immediate"));
        await Refused(Invalid, "Invalid apply method: soon", ("work_mem", "8192", "soon"));
        await Refused(
            "InvalidParameterCombination",
            "cannot use immediate apply method for static parameter",
            ("max_connections", "50", "immediate"));
        await Refused(
            Invalid,
            "20",
            [.. Enumerable.Range(0, 21).Select(_ => ("work_mem", (string?)"8192", (string?)"immediate"))]);
        Assert.Empty(await rig.Parameters(Group, "user"));
    }

    [Fact]
    public async Task The_default_group_is_there_and_stays_as_it_is()
    {
        const string Default = "default.postgres15";
        Assert.NotEmpty(await rig.Parameters(Default));
        await GroupRig.Refused(
            "InvalidParameterValue",
            () => rig.Modify(Default, ("work_mem", "8192", "immediate")),
            "Cannot modify a default parameter group.");
        await GroupRig.Refused("InvalidParameterValue", () => rig.Reset(Default));
        await GroupRig.Refused("InvalidDBParameterGroupState", () => Delete(Default));
        await GroupRig.Refused("DBParameterGroupNotFound", () => rig.Parameters("default.postgres9"));
        await GroupRig.Refused("InvalidParameterValue", () => rig.ParameterGroup("default.own"));
    }

    [Fact]
    public async Task A_copy_has_what_was_changed_and_goes_its_own_way()
    {
        await rig.ParameterGroup();
        await rig.Modify(Group, ("work_mem", "8192", "immediate"));
        await rig.Rds.CopyDBParameterGroup(
            rig.Call("CopyDBParameterGroup"),
            new()
            {
                SourceDBParameterGroupIdentifier = "arn:aws:rds:us-east-1:111122223333:pg:own",
                TargetDBParameterGroupIdentifier = "copy",
                TargetDBParameterGroupDescription = "a copy",
            },
            GroupRig.Ct);
        await rig.Modify(Group, ("work_mem", "4096", "immediate"));
        Assert.Equal("8192", Assert.Single(await rig.Parameters("copy", "user")).ParameterValue);
    }

    [Fact]
    public async Task A_group_that_an_instance_uses_stays()
    {
        await rig.ParameterGroup();
        await GroupRig.Refused("DBParameterGroupAlreadyExists", () => rig.ParameterGroup("OWN"));
        await rig.Instance("shop", shown => shown.DBParameterGroups = [new() { DBParameterGroupName = Group }]);
        await GroupRig.Refused(
            "InvalidDBParameterGroupState",
            () => Delete(Group),
            "One or more database instances are still members of this parameter group own, so the group cannot be "
            + "deleted");
        await rig.Instance("shop");
        await Delete(Group);
        await GroupRig.Refused("DBParameterGroupNotFound", () => Delete(Group), "DBParameterGroup not found: own");
    }

    [Fact]
    public async Task What_changes_at_once_is_in_force_and_what_does_not_waits_for_a_start()
    {
        await rig.ParameterGroup();
        var force = InForce.AtStart(await rig.Row(Group));
        await rig.Modify(
            Group,
            ("work_mem", "8192", "immediate"),
            ("temp_buffers", "512", "pending-reboot"),
            ("max_connections", "50", "pending-reboot"));
        var row = await rig.Row(Group);
        force = force.Now(row);
        Assert.Equal(["work_mem=8192"], Said(force));
        Assert.Equal(InForce.PendingReboot, force.Status(row));
        force = InForce.AtStart(row);
        Assert.Equal(["max_connections=50", "temp_buffers=512", "work_mem=8192"], Said(force));
        Assert.Equal(InForce.InSync, force.Status(row));

        await rig.Reset(Group, ("work_mem", null, "immediate"), ("max_connections", null, "pending-reboot"));
        row = await rig.Row(Group);
        force = force.Now(row);
        Assert.Equal(["max_connections=50", "temp_buffers=512"], Said(force));
        Assert.Equal(InForce.PendingReboot, force.Status(row));
        Assert.Equal(["temp_buffers=512"], Said(InForce.AtStart(row)));
        Assert.Equal("temp_buffers", Assert.Single(await rig.Parameters(Group, "user")).ParameterName);
    }

    [Fact]
    public async Task Another_group_waits_for_a_start_whatever_it_says()
    {
        await rig.ParameterGroup();
        var force = InForce.AtStart(await rig.Row("default.postgres15"));
        var row = await rig.Row(Group);
        Assert.Equal(InForce.PendingReboot, force.Status(row));
        await rig.Modify(Group, ("work_mem", "8192", "immediate"));
        Assert.Empty(force.Now(await rig.Row(Group)).Values);
    }

    [Fact]
    public async Task Resetting_all_puts_everything_back()
    {
        await rig.ParameterGroup();
        await rig.Modify(Group, ("work_mem", "8192", "immediate"), ("max_connections", "50", "pending-reboot"));
        await rig.Reset(Group);
        Assert.Empty(await rig.Parameters(Group, "user"));
        Assert.Equal("LEAST({DBInstanceClassMemory/9531392},5000)", Find(
            await rig.Parameters(Group), "max_connections").ParameterValue);
    }

    [Fact]
    public async Task Defaults_of_a_family_are_shown_without_a_group()
    {
        var shown = (await rig.Rds.DescribeEngineDefaultParameters(
            rig.Call("DescribeEngineDefaultParameters"),
            new()
            {
                DBParameterGroupFamily = "postgres16",
                Filters = [new() { Name = "parameter-name", Values = ["work_mem", "reserved_connections"] }],
            },
            GroupRig.Ct)).EngineDefaults!;
        Assert.Equal(["reserved_connections", "work_mem"], shown.Parameters!.Select(each => each.ParameterName));
        await GroupRig.Refused("InvalidParameterValue", async () => await rig.Rds.DescribeEngineDefaultParameters(
            rig.Call("DescribeEngineDefaultParameters"), new() { DBParameterGroupFamily = "mysql8.0" }, GroupRig.Ct));
    }

    private static Parameter Find(List<Parameter> all, string name) =>
        all.Find(each => each.ParameterName == name)!;

    private static List<string> Said(InForce force) =>
        [.. force.Values.Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal)];

    private Task Refused(string code, string says, params (string, string?, string?)[] parameters) =>
        GroupRig.Refused(code, () => rig.Modify(Group, parameters), says);

    private async Task Delete(string name) => await rig.Rds.DeleteDBParameterGroup(
        rig.Call("DeleteDBParameterGroup"), new() { DBParameterGroupName = name }, GroupRig.Ct);
}
