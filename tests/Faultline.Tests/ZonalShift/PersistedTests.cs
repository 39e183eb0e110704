using System.Reflection;
using Faultline.Services.ZonalShift.Keeping;

namespace Faultline.Tests.ZonalShift;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks shifts.</summary>
public sealed class PersistedTests
{
    private readonly ShiftRig rig = new();

    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Shift 1, Practice 2, Autoshift 3, Observer 4",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        var (one, two) = (await rig.Balancer("one"), await rig.Balancer("two"));
        await rig.Practise(one);
        await rig.Run(one);
        await rig.Start(two);
        await rig.Shifts.UpdateZonalAutoshiftConfiguration(
            rig.Call("UpdateZonalAutoshiftConfiguration"),
            new() { ResourceIdentifier = one.LoadBalancerArn!, ZonalAutoshiftStatus = "ENABLED" },
            ShiftRig.Ct);
        await rig.Shifts.UpdateAutoshiftObserverNotificationStatus(
            rig.Call("UpdateAutoshiftObserverNotificationStatus"), new() { Status = "ENABLED" }, ShiftRig.Ct);
        var before = await Rows();
        rig.Reopen();
        Assert.Equal(before, await Rows());
        Assert.Equal(5, before.Count);
        // It is seen without the turn as well.
        Assert.Equal([rig.Zone], rig.Shifts.ShiftedAway(two.LoadBalancerArn!));
    }

    [Fact]
    public async Task A_turn_that_fails_changes_nothing()
    {
        var balancer = await rig.Balancer();
        var shift = await rig.Start(balancer);
        using (var held = await rig.Shifts.Book.Take(ShiftRig.Ct))
        {
            held.State.Shifts.Remove(shift.ZonalShiftId!);
        }

        Assert.Equal([rig.Zone], rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
        Assert.Single(await rig.List());
    }

    private async Task<List<string>> Rows()
    {
        using var held = await rig.Shifts.Book.Take(ShiftRig.Ct);
        return
        [
            .. held.State.Shifts.All.Select(Text),
            .. held.State.Practices.All.Select(Text),
            .. held.State.Autoshifts.All.Select(Text),
            .. held.State.Observers.All.Select(Text),
        ];
    }

    private static string Text<T>(Owned<T> row) where T : class, Faultline.Wire.Shapes.IStructure, new() =>
        $"{row.Id} {row.Account} {Convert.ToHexString(Reshape.Bytes(row.Shown))}";
}
