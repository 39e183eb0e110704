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

    private static string Numbers<T>() where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Select(value => $"{value} {Convert.ToInt32(value, null)}"));
}
