using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

/// <summary>What a volume of each type may be.</summary>
public sealed class VolumeKindTests
{
    [Theory]
    [InlineData("gp2", 1, null, null, 100, null)]
    [InlineData("gp2", 1000, null, null, 3000, null)]
    [InlineData("gp2", 16_384, null, null, 16_000, null)]
    [InlineData("gp3", 1, null, null, 3000, 125)]
    [InlineData("gp3", 8, 4000, 1000, 4000, 1000)]
    [InlineData("gp3", 1, 3000, null, 3000, 125)]
    [InlineData("io1", 4, 200, null, 200, null)]
    [InlineData("io2", 100, 100_000, null, 100_000, null)]
    [InlineData("st1", 125, null, null, null, null)]
    [InlineData("sc1", 16_384, null, null, null, null)]
    [InlineData("standard", 1024, null, null, null, null)]
    public void A_volume_gets_what_it_asks_for_or_what_its_type_gives(
        string type, int size, int? iops, int? throughput, int? gives, int? through) =>
        Assert.Equal((gives, through), VolumeKind.Find(type).Check(size, iops, throughput));

    [Theory]
    [InlineData("gp3", 0, null, null, "InvalidParameterValue", "too small for volume type gp3; minimum is 1GiB")]
    [InlineData("gp2", 16_385, null, null, "InvalidParameterValue", "too large for volume type gp2; maximum is 16384")]
    [InlineData("st1", 124, null, null, "InvalidParameterValue", "minimum is 125GiB")]
    [InlineData("io1", 3, 100, null, "InvalidParameterValue", "minimum is 4GiB")]
    [InlineData("standard", 1025, null, null, "InvalidParameterValue", "maximum is 1024GiB")]
    [InlineData("gp2", 8, 3000, null, "InvalidParameterCombination", "iops is not supported for gp2")]
    [InlineData("gp2", 8, null, 125, "InvalidParameterCombination", "throughput is not supported for gp2")]
    [InlineData("io1", 8, null, null, "MissingParameter", "iops must be specified for io1")]
    [InlineData("io2", 8, 99, null, "InvalidParameterValue", "too low; minimum is 100")]
    [InlineData("gp3", 8, 2999, null, "InvalidParameterValue", "too low; minimum is 3000")]
    [InlineData("gp3", 1000, 80_001, null, "InvalidParameterValue", "too high; maximum is 80000")]
    [InlineData("io1", 4, 201, null, "InvalidParameterValue", "Iops to volume size ratio of 50.250000 is too high")]
    [InlineData("gp3", 8, 3000, 124, "InvalidParameterValue", "too low; minimum is 125")]
    [InlineData("gp3", 100, 20_000, 2001, "InvalidParameterValue", "too high; maximum is 2000")]
    [InlineData("gp3", 8, 3000, 751, "InvalidParameterValue", "to iops ratio of 0.250333 is too high")]
    [InlineData("gp4", 8, null, null, "InvalidParameterValue", "Invalid volume type: gp4")]
    public void What_a_type_cannot_be_is_refused(
        string type, int size, int? iops, int? throughput, string code, string says)
    {
        var error = Assert.Throws<AwsError>(() => VolumeKind.Find(type).Check(size, iops, throughput));
        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/sdf", true)]
    [InlineData("/dev/xvdba", true)]
    [InlineData("xvdh", true)]
    [InlineData("/dev/sdf15", true)]
    [InlineData("/dev/sdf16", false)]
    [InlineData("/dev/tty", false)]
    [InlineData("f", false)]
    public void Devices_have_names_of_their_own(string name, bool fits) => Assert.Equal(fits, DeviceName.Fits(name));
}
