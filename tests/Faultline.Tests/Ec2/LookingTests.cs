using Faultline.Tests.Elb;

namespace Faultline.Tests.Ec2;

/// <summary>Looking changes nothing: whoever derives something from a state sees that it is the same.</summary>
public sealed class LookingTests
{
    [Fact]
    public async Task Who_only_looks_leaves_the_networks_as_they_are()
    {
        var rig = new ElbRig().Ec2;
        await rig.Ec2.DescribeVpcs(rig.Call("DescribeVpcs"), new(), CancellationToken.None);
        var before = (await rig.Ec2.Networks()).Version;
        using (await rig.Ec2.Book.Take(CancellationToken.None))
        {
            // Nothing is kept, as there is nothing to keep.
        }

        Assert.Equal(before, (await rig.Ec2.Networks()).Version);
        using (var held = await rig.Ec2.Book.Take(CancellationToken.None))
        {
            held.State.Subnets.Remove(held.State.Subnets.All.First().Id);
        }

        Assert.NotEqual(before, (await rig.Ec2.Networks()).Version);
    }
}
