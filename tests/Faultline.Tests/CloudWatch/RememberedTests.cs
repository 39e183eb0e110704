using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Tests.CloudWatch;

/// <summary>Whoever remembers something of alarms remembers no more of them than there are.</summary>
public sealed class RememberedTests
{
    [Theory]
    [InlineData("a b", "a b c d", "a b")]
    [InlineData("a b", "a c", "a c")] // No more than there are alarms: nobody looks through them each second.
    [InlineData("", "a", "")]
    [InlineData("a b c", "", "")]
    public void What_is_remembered_of_alarms_that_are_gone_is_forgotten(string alarms, string known, string kept)
    {
        var state = new AlarmState();
        foreach (var name in Names(alarms))
        {
            state.Alarms.Put(new(name, "111122223333", name) { Standing = Standing.Initial(default) });
        }

        var remembered = Names(known).ToDictionary(name => name, name => name.Length);
        state.Prune(remembered);
        Assert.Equal(Names(kept), remembered.Keys.Order(StringComparer.Ordinal));
    }

    private static string[] Names(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
