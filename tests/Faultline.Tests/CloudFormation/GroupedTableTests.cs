using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Tests.CloudFormation;

/// <summary>What belongs to one stack is found without the others, whatever becomes of a turn.</summary>
public sealed class GroupedTableTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task What_belongs_to_one_is_found_in_the_order_in_which_it_was_made()
    {
        await Turn(state =>
        {
            state.Signals.Put(Signal("1", "x"));
            state.Signals.Put(Signal("2", "y"));
            state.Signals.Put(Signal("3", "x"));
            state.Signals.Put(Signal("1", "x", "again"));
        });
        Assert.Equal("1 again, 3", await Of("x"));
        await Turn(state => state.Signals.Remove("1"));
        Assert.Equal("3", await Of("x"));
        rig.Reopen();
        Assert.Equal(("3", "2", ""), (await Of("x"), await Of("y"), await Of("z")));
    }

    [Fact]
    public async Task A_turn_that_is_not_kept_changes_nothing()
    {
        await Turn(state =>
        {
            state.Signals.Put(Signal("1", "x"));
            state.Signals.Put(Signal("2", "x"));
        });
        await Turn(
            state =>
            {
                state.Signals.Remove("1");
                state.Signals.Put(Signal("2", "x", "again"));
                state.Signals.Put(Signal("3", "x"));
                state.Signals.Put(Signal("4", "y"));
            },
            isKept: false);
        Assert.Equal(("1, 2", ""), (await Of("x"), await Of("y")));
    }

    private static Signal Signal(string id, string owner, string? reason = null) =>
        new(id, "111122223333", owner, "u") { At = default, Reason = reason };

    private async Task Turn(Action<CloudFormationState> act, bool isKept = true)
    {
        using var held = await rig.Formation.Book.Take(StackRig.Ct);
        act(held.State);
        if (isKept)
        {
            await held.Keep();
        }
    }

    private async Task<string> Of(string owner)
    {
        using var held = await rig.Formation.Book.Take(StackRig.Ct);
        var found = held.State.SignalsOf(owner).Select(each => $"{each.Id} {each.Reason}".TrimEnd()).ToList();
        await held.Keep();
        return string.Join(", ", found);
    }
}
