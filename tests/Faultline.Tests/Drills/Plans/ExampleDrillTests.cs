using Faultline.Drills.Plans;
using Faultline.Tests.Tidy;

namespace Faultline.Tests.Drills.Plans;

/// <summary>The drills of the examples, as far as that can be told without playing them.</summary>
public sealed class ExampleDrillTests
{
    [Theory]
    [InlineData("shop/bad-deploy-restore", 6)]
    [InlineData("shop/frozen-control-plane", 2)]
    [InlineData("shop/gray-zone", 2)]
    [InlineData("shop/lose-a-zone", 1)]
    [InlineData("shop/lose-an-instance", 1)]
    [InlineData("shop/lose-the-database", 1)]
    [InlineData("shop/traffic-spike", 1)]
    [InlineData("single-zone/lose-a-zone", 1)]
    public void It_is_read_and_its_name_is_that_of_its_file(string name, int strikes)
    {
        var plan = DrillFile.Read(Path.Combine(Sources.Root, "examples", $"{name}.yaml"));
        Assert.Equal(name.Split('/')[1], plan.Name);
        Assert.Equal(strikes, plan.Strikes.Length);
        Assert.NotEmpty(plan.Says);
    }
}
