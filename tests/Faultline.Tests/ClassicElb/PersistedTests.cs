using System.Reflection;
using Faultline.Services.ClassicElb.Keeping;

namespace Faultline.Tests.ClassicElb;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks balancers.</summary>
public sealed class PersistedTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Balancer 1, Registration 2",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        var rig = new ClassicRig();
        await rig.Create(input => input.Tags = [new() { Key = "team", Value = "web" }]);
        var (stays, leaves) = (await rig.Machine(), await rig.Machine('b'));
        await rig.Register(stays, leaves);
        await rig.Set(new() { ConnectionDraining = new() { Enabled = true, Timeout = 77 } });
        await rig.Deregister(leaves);
        await rig.Policy("app", "AppCookieStickinessPolicyType", ("CookieName", "SID"));
        await rig.SetListener(80, "app");
        await rig.Settle();
        var (before, rows, config) = (await rig.All(), await Rows(rig), Text(rig));
        Assert.Equal(3, rows.Count);
        rig.Reopen();
        await rig.Settle();
        Assert.Equal(before, await rig.All());
        Assert.Equal(rows, await Rows(rig));
        Assert.Equal(config, Text(rig));
    }

    [Fact]
    public async Task A_turn_that_fails_changes_nothing()
    {
        var rig = new ClassicRig();
        await rig.Create();
        var before = await rig.All();
        using (var held = await rig.Elb.Book.Take(ClassicRig.Ct))
        {
            held.State.Balancers.Remove(held.State.Balancers.All.Single().Id);
        }

        Assert.Equal(before, await rig.All());
    }

    private static string Text(ClassicRig rig) => string.Join('\n', rig.Balancers.All.Values.Select(config =>
        $"{config.Name} {string.Join(' ', config.Nodes)} "
        + $"{string.Join(' ', config.Listeners.Select(each => each.Port))} "
        + string.Join(' ', config.Groups.Values.OrderBy(group => group.Name).SelectMany(group => group.Targets))));

    private static async Task<List<string>> Rows(ClassicRig rig)
    {
        using var held = await rig.Elb.Book.Take(ClassicRig.Ct);
        return
        [
            .. held.State.Balancers.All.Select(row => $"{row.Id} {row.Account} {Hex(row.Shown)} {Hex(row.Attributes)} "
                + $"{string.Join(' ', row.Policies.Select(Hex))} {string.Join(' ', row.Tags.Select(Hex))} "
                + string.Join(' ', row.Places)),
            .. held.State.Registrations.All.Select(row => $"{row.Id} {row.Account} {row.LeavesAt:O} {row.Instance}"),
        ];
    }

    private static string Hex(Wire.Shapes.IStructure structure) => Convert.ToHexString(Reshape.Bytes(structure));
}
