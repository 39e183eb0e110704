using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>Tags that begin with <c>aws:</c> are AWS's to give and to take.</summary>
public sealed class AwsTagTests
{
    private const string Reserved = "aws:cloudformation:stack-name";

    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task Nobody_but_AWS_gives_them_or_takes_them()
    {
        var vpc = await Vpc(ByAws("CreateVpc"), [new() { Key = Reserved, Value = "web" }, new() { Key = "a" }]);
        await Ec2Rig.Refused("InvalidParameterValue", async () => await Vpc(
            rig.Call("CreateVpc"), [new() { Key = Reserved, Value = "web" }]));
        await Ec2Rig.Refused("InvalidParameterValue", async () => await rig.Ec2.CreateTags(
            rig.Call("CreateTags"),
            new() { Resources = [vpc], Tags = [new() { Key = "AWS:mine", Value = "1" }] },
            Ec2Rig.Ct));
        await Ec2Rig.Refused("InvalidParameterValue", async () => await rig.Ec2.DeleteTags(
            rig.Call("DeleteTags"), new() { Resources = [vpc], Tags = [new() { Key = Reserved }] }, Ec2Rig.Ct));

        // Who names none means all of their own.
        await rig.Ec2.DeleteTags(rig.Call("DeleteTags"), new() { Resources = [vpc] }, Ec2Rig.Ct);
        Assert.Equal([Reserved], await Keys(vpc));
        await rig.Ec2.DeleteTags(
            ByAws("DeleteTags"), new() { Resources = [vpc], Tags = [new() { Key = Reserved }] }, Ec2Rig.Ct);
        Assert.Empty(await Keys(vpc));
    }

    [Fact]
    public async Task They_do_not_count()
    {
        var fifty = Enumerable.Range(0, 50).Select(each => new Tag { Key = $"k{each}" });
        var vpc = await Vpc(ByAws("CreateVpc"), [.. fifty, new() { Key = Reserved, Value = "web" }]);
        Assert.Equal(51, (await Keys(vpc)).Count);
        await Ec2Rig.Refused("TagLimitExceeded", async () => await rig.Ec2.CreateTags(
            ByAws("CreateTags"), new() { Resources = [vpc], Tags = [new() { Key = "more" }] }, Ec2Rig.Ct));
    }

    private Call ByAws(string operation) => rig.Call(operation) with
    {
        Principal = Principal.OfService(Ec2Call.Account, "cloudformation.amazonaws.com", "CloudFormation"),
    };

    private async Task<string> Vpc(Call call, List<Tag> tags) => (await rig.Ec2.CreateVpc(
        call,
        new() { CidrBlock = "10.0.0.0/16", TagSpecifications = [new() { ResourceType = "vpc", Tags = tags }] },
        Ec2Rig.Ct)).Vpc!.VpcId!;

    private async Task<List<string>> Keys(string id) => (await rig.Ec2.DescribeTags(
        rig.Call("DescribeTags"), new() { Filters = Ec2Call.Filters($"resource-id={id}") }, Ec2Rig.Ct))
        .Tags!.ConvertAll(tag => tag.Key!);
}
