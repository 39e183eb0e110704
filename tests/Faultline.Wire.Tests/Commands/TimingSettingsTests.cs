using Faultline.Commands;
using Faultline.Kernel.Times;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What <c>--timing</c> comes to.</summary>
public sealed class TimingSettingsTests
{
    [Theory]
    [InlineData("", Profile.Fast, Profile.Fast)]
    [InlineData("aws", Profile.Aws, Profile.Aws)]
    [InlineData("rds=aws", Profile.Aws, Profile.Fast)]
    [InlineData("aws,rds=fast", Profile.Fast, Profile.Aws)]
    [InlineData("rds=aws ec2=aws", Profile.Aws, Profile.Aws)]
    public void A_service_has_its_own_profile_or_the_servers(string chosen, Profile rds, Profile ec2)
    {
        var errors = new List<string>();
        var timing = new TimingSettings(errors).Of(chosen.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(errors);
        Assert.Equal(rds, timing.Of("rds"));
        Assert.Equal(ec2, timing.Of("ec2"));
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var gathering = new UpSettings(_ => null);
        gathering.Of(new() { Timing = ["slow,dynamdb=aws", "ec2=quick"] });
        Assert.Equal(
            [
                "--timing is aws or fast, or one of them for a service, as rds=aws; not 'slow'.",
                "--timing: there is no service 'dynamdb'. Did you mean dynamodb?",
                "--timing is aws or fast, or one of them for a service, as rds=aws; not 'ec2=quick'.",
            ],
            gathering.Errors);
    }
}
