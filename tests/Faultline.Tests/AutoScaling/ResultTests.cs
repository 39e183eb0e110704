using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Running;

namespace Faultline.Tests.AutoScaling;

/// <summary>What came of orders, where something else came in between.</summary>
public sealed class ResultTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Whoever was given the group's tags and is detached meanwhile has one to lose.</summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    public void Tags_that_were_put_are_due_again_where_the_instance_is_detached(bool was, bool isNow, bool areDue)
    {
        var member = new Member("i-1", "111122223333", "g", new Instance
        {
            InstanceId = "i-1", LifecycleState = LifecycleState.InService, HealthStatus = "Healthy",
        })
        {
            Launched = Now,
            Since = Now,
            TagsDue = true,
        };
        var state = new AutoScalingState();
        state.Members.Put(member with { Leaving = isNow ? Leaving.Detachment : null });
        var outcome = new Outcome();
        outcome.Tagged.Add(member with { Leaving = was ? Leaving.Detachment : null });
        Results.Take(state, outcome, new(default, default, default), Now);
        Assert.Equal(areDue, state.Members.Find("i-1")!.TagsDue);
    }
}
