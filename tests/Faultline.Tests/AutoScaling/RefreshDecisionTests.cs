using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Tests.AutoScaling;

/// <summary>What an instance refresh means for all else that a look decides.</summary>
public sealed class RefreshDecisionTests
{
    [Fact]
    public void A_group_is_not_balanced_while_it_is_refreshed()
    {
        const string Group = "want=2 suspend=InstanceRefresh";
        Assert.Equal("launch b", Notation.Said(Notation.Scene(Group, "i1 a", "i2 a")));
        Assert.Equal("", Notation.Said(Refreshed(Notation.Scene(Group, "i1 a", "i2 a"), minutes: 1)));
    }

    /// <summary>"Zonal shift ... Considerations" of the Auto Scaling user guide: its time-out is extended.</summary>
    [Theory]
    [InlineData("want=1 zones=ab", 61, InstanceRefreshStatus.Failed)]
    [InlineData("want=1 zones=ab", 59, InstanceRefreshStatus.InProgress)]
    [InlineData("want=1 zones=ab away=b", 61, InstanceRefreshStatus.InProgress)]
    public void A_shift_extends_the_patience_of_a_refresh(string group, int minutes, string status)
    {
        var scene = Refreshed(Notation.Scene(group, "i1 a"), minutes);
        Settling.Settle(scene);
        Assert.Equal(status, scene.State.Refreshes.All.Single().Status);
    }

    [Fact]
    public void Whoever_is_at_risk_goes_also_when_the_refresh_is_over()
    {
        var scene = Notation.Scene("want=3 zones=a rebalance=on", "i1 a", "i2 a spot risk", "i3 a ill");
        foreach (var member in scene.Members.ToList())
        {
            scene.Put(member with { Replaced = true, AtRisk = member.Id == "i2" });
        }

        Refreshing.Release(scene.State, Of(scene, minutes: 1));
        Assert.Equal(
            ["i2", "i3"], scene.State.Members.All.Where(member => member.Replaced).Select(member => member.Id));
    }

    [Fact]
    public async Task A_version_of_a_template_is_a_number_or_one_of_two_words()
    {
        var rig = new ScalingRig();
        await rig.Template();
        await ScalingRig.Refused("ValidationError", () => rig.Group(desired: 0, with: request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateName = "web", Version = "newest" };
        }));
    }

    private static Scene Refreshed(Scene scene, int minutes)
    {
        scene.State.Refreshes.Put(Of(scene, minutes));
        return scene;
    }

    /// <summary>A refresh that came no further for so many minutes, because whoever is left is protected.</summary>
    private static Refresh Of(Scene scene, int minutes) =>
        new("refresh", scene.Group.Account, scene.Group.Id, new()
        {
            Status = InstanceRefreshStatus.InProgress,
            PercentageComplete = 0,
            InstancesToUpdate = 1,
            Preferences = new() { MinHealthyPercentage = 100, MaxHealthyPercentage = 100, InstanceWarmup = 86_400 },
        })
        {
            Since = scene.Now,
            Moved = scene.Now.AddMinutes(-minutes),
        };
}
