using Faultline.Services.Ec2.Resources;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>Key pairs of stacks, whose private halves go into Parameter Store or nowhere.</summary>
public sealed class KeyResourceTests
{
    private const string Json = """{"KeyName": "mine", "KeyType": "ed25519"}""";

    private readonly ResourceRig rig = new();
    private readonly ScriptedParameters parameters = new();

    [Fact]
    public async Task The_private_half_is_kept_as_long_as_the_key()
    {
        var type = new KeyPairResource(rig.Cloud.Ec2, parameters);
        var work = await rig.Begin("Keys", Json);
        work = work with { Id = await type.Create(work, ResourceRig.Ct) };
        Assert.Equal("mine", await type.Create(work with { Id = null }, ResourceRig.Ct));
        var shown = (await type.Read(work, ResourceRig.Ct))!;
        var kept = Assert.Single(parameters.Kept).Value;
        Assert.Equal($"/ec2/keypair/{shown["KeyPairId"]}", kept.Name);
        Assert.Equal("SecureString", kept.Type);
        Assert.StartsWith("-----BEGIN", kept.Value);
        Assert.Null(shown["PublicKeyMaterial"]);
        await type.Delete(work, ResourceRig.Ct);
        await type.Delete(work, ResourceRig.Ct);
        Assert.Empty(parameters.Kept);
        Assert.Null(await type.Read(work, ResourceRig.Ct));
    }

    [Fact]
    public async Task A_key_whose_private_half_was_lost_on_the_way_is_made_anew()
    {
        var type = new KeyPairResource(rig.Cloud.Ec2, parameters);
        var work = await rig.Begin("Keys", Json);
        parameters.Failures = 1;
        await Assert.ThrowsAsync<AwsError>(async () => await type.Create(work, ResourceRig.Ct));
        Assert.Equal("mine", await type.Create(work, ResourceRig.Ct));
        var found = await rig.Cloud.Ec2.DescribeKeyPairs(
            rig.Cloud.Call("DescribeKeyPairs"), new(), ResourceRig.Ct);
        var key = Assert.Single(found.KeyPairs!);
        Assert.Equal($"/ec2/keypair/{key.KeyPairId}", Assert.Single(parameters.Kept).Key);
    }

    [Fact]
    public async Task A_key_without_material_is_refused_where_its_private_half_would_be_lost()
    {
        var work = await rig.Begin("Keys", Json);
        await Ec2Rig.Refused(
            "UnsupportedOperation",
            async () => await rig.Type("KeyPair").Create(work, ResourceRig.Ct),
            "PublicKeyMaterial");
        Assert.Null(await rig.Type("KeyPair").Read(work, ResourceRig.Ct));
    }
}
