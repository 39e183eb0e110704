using System.Reflection;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Tests.CloudFormation;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks stacks.</summary>
public sealed class PersistedTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Stack 1, Resource 2, Leftover 3, Event 4, ChangeSet 5, Signal 6",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public void Phases_and_steps_keep_their_numbers() => Assert.Equal(
        "Forward 1, Cleanup 2, Backward 3, BackwardCleanup 4, Delete 5, Halted 6; None 0, Create 1, AwaitCreated 2, "
        + "AwaitSignals 3, Update 4, AwaitUpdated 5, Delete 6, AwaitGone 7, Watch 8; None 0, Made 1, Updated 2, "
        + "Replaced 3",
        string.Join("; ", Numbers<Phase>(), Numbers<Step>(), Numbers<Fate>()));

    [Fact]
    public void Stages_of_rolling_updates_keep_their_numbers() => Assert.Equal(
        "Prepare 1, Fill 2, Await 3, Terminate 4, Restore 5, Done 6", Numbers<RollingStage>());

    [Fact]
    public async Task A_rolling_update_is_kept_whole()
    {
        var rig = new StackRig();
        var rolling = new Rolling("mark")
        {
            Stage = RollingStage.Await,
            Since = rig.Now,
            Before = ["i-1", "i-2", "i-3"],
            Obsolete = ["i-2", "i-3"],
            Batch = ["i-1"],
            Shrinks = true,
            Heard = ["i-4"],
            Awaited = 1,
            Total = 3,
            Failed = 2,
            Leaves = 3,
            Sizes = (0, 2, 3),
            Suspended = ["AZRebalance"],
            Failure = "why",
        };
        using (var held = await rig.Formation.Book.Take(StackRig.Ct))
        {
            held.State.Resources.Put(new("row", "111122223333", "stack", "A", new("T", "token"))
            {
                Status = "UPDATE_IN_PROGRESS",
                Since = rig.Now,
                Rolling = rolling,
            });
            await held.Keep();
        }

        rig.Reopen();
        using var again = await rig.Formation.Book.Take(StackRig.Ct);
        Assert.Equal(Text(rolling), Text(again.State.Resources.Find("row")!.Rolling!));

        static string Text(Rolling rolling) => string.Join('\n', typeof(Rolling).GetProperties().Select(each =>
            $"{each.Name} " + (each.GetValue(rolling) is IEnumerable<string> list
                ? string.Join(' ', list)
                : each.GetValue(rolling))));
    }

    private static string Numbers<T>() where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Select(value => $"{value} {Convert.ToInt32(value, null)}"));
}
