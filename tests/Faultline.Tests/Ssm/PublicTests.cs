using Faultline.Services.Ec2.Images;

namespace Faultline.Tests.Ssm;

/// <summary>The parameters that AWS keeps for everybody.</summary>
public sealed class PublicTests
{
    private readonly SsmRig rig = new();

    [Theory]
    [InlineData("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")]
    [InlineData("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64")]
    [InlineData("/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64")]
    [InlineData("/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2")]
    [InlineData("/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-arm64-gp2")]
    [InlineData("/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id")]
    [InlineData("/aws/service/canonical/ubuntu/server/jammy/stable/current/arm64/hvm/ebs-gp2/ami-id")]
    public async Task An_image_is_the_one_that_EC2_launches_by_that_name(string name)
    {
        var read = await rig.Get(name);
        Assert.Equal(BuiltInImages.Parameter(name), read.Value);
        Assert.Equal($"arn:aws:ssm:us-east-1::parameter{name}", read.ARN);
    }

    [Fact]
    public async Task Every_image_that_EC2_knows_by_a_parameter_has_it_here()
    {
        var linux = await rig.Path("/aws/service/ami-amazon-linux-latest");
        var ubuntu = await rig.Path("/aws/service/canonical/ubuntu", recursive: true);
        Assert.Equal(14 + 8, linux.Count + ubuntu.Count);
        Assert.All(linux.Concat(ubuntu), each =>
            Assert.Equal(BuiltInImages.Parameter(each.Split('=')[0]), each.Split('=')[1]));
    }

    [Fact]
    public async Task Regions_and_zones_are_those_of_the_map()
    {
        var regions = await rig.Path("/aws/service/global-infrastructure/regions");
        Assert.Contains("/aws/service/global-infrastructure/regions/us-east-1=us-east-1", regions);
        Assert.Equal(34, regions.Count);
        Assert.Equal("US East (N. Virginia)", (await rig.Get(
            "/aws/service/global-infrastructure/regions/us-east-1/longName")).Value);
        Assert.Equal("use1-az1", (await rig.Get(
            "/aws/service/global-infrastructure/availability-zones/use1-az1")).Value);
    }

    [Fact]
    public async Task One_that_is_not_there_is_named()
    {
        await SsmRig.Refused("ParameterNotFound", () => rig.Get("/aws/service/none"));
        var found = await rig.Ssm.GetParameters(
            rig.Call("GetParameters"),
            new() { Names = ["/aws/service/none", "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"] },
            SsmRig.Ct);
        Assert.Equal(["/aws/service/none"], found.InvalidParameters!);
        Assert.Single(found.Parameters!);
    }
}
