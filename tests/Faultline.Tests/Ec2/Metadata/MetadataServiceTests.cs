using System.Text;
using System.Text.Json;
using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Metadata;

/// <summary>What instances learn of themselves, and who may ask.</summary>
public sealed class MetadataServiceTests
{
    private readonly MetadataScene there = new();

    [Theory]
    [InlineData("1", 200)]
    [InlineData("21600", 200)]
    [InlineData("21601", 400)]
    [InlineData("0", 400)]
    [InlineData("-1", 400)]
    [InlineData("soon", 400)]
    [InlineData("", 400)]
    public async Task A_token_lasts_from_a_second_to_six_hours(string seconds, int status)
    {
        var id = await there.Scene.Run();
        var answer = await there.Ask(id, MetadataScene.Token, "PUT", (MetadataScene.SecondsHeader, seconds));
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? seconds : null, answer.TokenSeconds?.ToString());
        Assert.Equal(400, (await there.Ask(id, MetadataScene.Token, "PUT")).Status);
    }

    [Fact]
    public async Task A_token_is_good_for_its_instance_until_its_hour_and_for_no_other()
    {
        var (id, other) = (await there.Scene.Run(), await there.Scene.Run());
        var token = await there.TokenOf(id, "60");
        Assert.Equal(200, await Status(id, token));
        Assert.Equal(401, await Status(other, token));
        Assert.Equal(401, await Status(id, token + "0"));
        Assert.Equal(401, await Status(id, "f" + token));
        Assert.Equal(401, await Status(id, ""));
        Assert.Equal(401, await Status(id, "a.b.c"));
        there.Scene.Rig.Now += TimeSpan.FromSeconds(59);
        Assert.Equal(200, await Status(id, token));
        there.Scene.Rig.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(401, await Status(id, token));
    }

    [Fact]
    public async Task A_token_is_not_given_through_a_proxy()
    {
        var id = await there.Scene.Run();
        var answer = await there.Ask(
            id, MetadataScene.Token, "PUT", (MetadataScene.SecondsHeader, "60"), ("x-forwarded-for", "10.0.0.1"));
        Assert.Equal(403, answer.Status);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told_where_one_is_required()
    {
        var id = await there.Scene.Run(new() { MetadataOptions = new() { HttpTokens = "required" } });
        Assert.Equal(401, (await there.Ask(id, "/latest/meta-data/instance-id")).Status);
        Assert.Equal(200, await Status(id, await there.TokenOf(id)));
        await Modify(new() { InstanceId = id, HttpTokens = "optional" });
        Assert.Equal(200, (await there.Ask(id, "/latest/meta-data/instance-id")).Status);
    }

    [Fact]
    public async Task An_endpoint_that_is_disabled_tells_nothing()
    {
        var id = await there.Scene.Run(new() { MetadataOptions = new() { HttpEndpoint = "disabled" } });
        Assert.Equal(403, (await there.Ask(id, "/latest/meta-data/instance-id")).Status);
        Assert.Equal(
            403, (await there.Ask(id, MetadataScene.Token, "PUT", (MetadataScene.SecondsHeader, "60"))).Status);
        Assert.Equal(403, (await there.Ask("i-00000000000000000", "/latest/meta-data/instance-id")).Status);
    }

    [Theory]
    [InlineData("POST", "/latest/meta-data/instance-id", 405)]
    [InlineData("DELETE", "/latest/api/token", 405)]
    [InlineData("PUT", "/latest/meta-data/instance-id", 405)]
    [InlineData("HEAD", "/latest/meta-data/instance-id", 200)]
    [InlineData("GET", "/latest/meta-data/nothing", 404)]
    [InlineData("GET", "/latest/meta-data/instance-i", 404)]
    [InlineData("GET", "/latest/user-data", 404)]
    [InlineData("GET", "/earliest", 404)]
    public async Task Other_methods_and_paths_are_refused(string method, string path, int status) =>
        Assert.Equal(status, (await there.Ask(await there.Scene.Run(), path, method)).Status);

    [Fact]
    public async Task Each_path_tells_what_the_api_shows()
    {
        var id = await there.Scene.Run(new() { IamInstanceProfile = new() { Name = "web" } });
        var shown = await there.Scene.Look(id);
        var own = shown.NetworkInterfaces!.Single();
        var mac = $"meta-data/network/interfaces/macs/{own.MacAddress}";
        foreach (var (path, value) in new (string, string?)[]
        {
            ("meta-data/instance-id", id),
            ("meta-data/ami-id", shown.ImageId),
            ("meta-data/ami-launch-index", "0"),
            ("meta-data/instance-type", "t3.micro"),
            ("meta-data/instance-life-cycle", "on-demand"),
            ("meta-data/local-ipv4", shown.PrivateIpAddress),
            ("meta-data/public-ipv4", shown.PublicIpAddress),
            ("meta-data/hostname", shown.PrivateDnsName),
            ("meta-data/local-hostname", shown.PrivateDnsName),
            ("meta-data/mac", own.MacAddress),
            ("meta-data/security-groups", "default"),
            ("meta-data/reservation-id", (await there.Scene.Machine(id)).Reservation),
            ("meta-data/placement/availability-zone", shown.Placement!.AvailabilityZone),
            ("meta-data/placement/availability-zone-id", shown.Placement.AvailabilityZoneId),
            ("meta-data/placement/region", "us-east-1"),
            ("meta-data/services/domain", "amazonaws.com"),
            ("meta-data/block-device-mapping/root", "/dev/xvda"),
            ($"{mac}/interface-id", own.NetworkInterfaceId),
            ($"{mac}/subnet-id", shown.SubnetId),
            ($"{mac}/vpc-id", shown.VpcId),
            ($"{mac}/local-ipv4s", shown.PrivateIpAddress),
            ($"{mac}/public-ipv4s", shown.PublicIpAddress),
            ($"{mac}/security-group-ids", own.Groups!.Single().GroupId),
            ($"{mac}/device-number", "0"),
        })
        {
            Assert.Equal(value, await there.Read(id, path));
            Assert.Equal(value, await there.Read(id, path + '/'));
        }
    }

    [Theory]
    [InlineData("/", "1.0\nlatest")]
    [InlineData("/latest", "dynamic\nmeta-data\nuser-data")]
    [InlineData("/latest/dynamic/", "instance-identity/")]
    [InlineData("/latest/meta-data/placement/", "availability-zone\navailability-zone-id\nregion")]
    [InlineData("/latest/meta-data/iam", "info\nsecurity-credentials/")]
    [InlineData("/latest/meta-data/public-keys/", "0=mine")]
    [InlineData("/latest/meta-data/public-keys/0/", "openssh-key")]
    public async Task A_path_with_others_below_it_lists_them(string path, string list)
    {
        await Key();
        var id = await there.Scene.Run(new() { KeyName = "mine", IamInstanceProfile = new() { Name = "web" } });
        Assert.Equal(list, (await there.Ask(id, path)).Text);
    }

    [Fact]
    public async Task The_top_lists_each_category_once()
    {
        await Key();
        var id = await there.Scene.Run(new() { KeyName = "mine" });
        var top = (await there.Read(id, "meta-data/"))!.Split('\n');
        Assert.Equal(top.Length, top.Select(each => each.TrimEnd('/')).Distinct().Count());
        Assert.Subset(
            top.ToHashSet(),
            new HashSet<string>
            {
                "ami-id", "block-device-mapping/", "instance-id", "network/", "placement/", "public-keys/",
            });
        Assert.DoesNotContain("iam/", top);
        Assert.DoesNotContain("tags/", top);
    }

    [Fact]
    public async Task The_key_of_the_launch_is_told_as_ssh_wants_it()
    {
        await Key();
        var id = await there.Scene.Run(new() { KeyName = "mine" });
        var key = await there.Read(id, "meta-data/public-keys/0/openssh-key");
        Assert.Matches("^ssh-ed25519 [A-Za-z0-9+/=]+ mine$", key);
        Assert.Null(await there.Read(await there.Scene.Run(), "meta-data/public-keys"));

        // It is on the instance by then: what becomes of the pair does not matter.
        await there.Scene.Ask(there.Scene.Ec2.DeleteKeyPair, new DeleteKeyPairRequest { KeyName = "mine" });
        Assert.Equal(key, await there.Read(id, "meta-data/public-keys/0/openssh-key"));
        there.Scene.Rig.Reopen();
        Assert.Equal(key, (await there.Scene.Machine(id)).PublicKey);
    }

    [Fact]
    public async Task User_data_is_told_as_the_launch_gave_it()
    {
        var id = await there.Scene.Run(new() { UserData = Convert.ToBase64String(Encoding.UTF8.GetBytes("a=ä\n")) });
        Assert.Equal("a=ä\n", await there.Read(id, "user-data"));
    }

    [Fact]
    public async Task User_data_without_a_byte_in_it_is_not_there()
    {
        var id = await there.Scene.Run(new() { UserData = "" });
        Assert.Equal(404, (await there.Ask(id, "/latest/user-data")).Status);
    }

    [Fact]
    public async Task User_data_that_is_no_text_is_told_byte_for_byte()
    {
        byte[] data = [0, 0xFF, 0x1F, 0xC3];
        var id = await there.Scene.Run(new() { UserData = Convert.ToBase64String(data) });
        Assert.Equal(data, (await there.Ask(id, "/latest/user-data")).Body);
    }

    [Fact]
    public async Task Tags_are_told_only_where_that_is_enabled()
    {
        var id = await there.Scene.Run(new()
        {
            TagSpecifications =
                [new() { ResourceType = "instance", Tags = [new() { Key = "Name", Value = "web" }] }],
        });
        Assert.Null(await there.Read(id, "meta-data/tags/instance/Name"));
        await Modify(new() { InstanceId = id, InstanceMetadataTags = "enabled" });
        Assert.Equal("web", await there.Read(id, "meta-data/tags/instance/Name"));
        Assert.Equal("Name", await there.Read(id, "meta-data/tags/instance/"));
    }

    [Fact]
    public async Task The_identity_document_says_who_and_where_it_is()
    {
        var id = await there.Scene.Run();
        var shown = await there.Scene.Look(id);
        var document = JsonDocument.Parse((await there.Read(id, "dynamic/instance-identity/document"))!).RootElement;
        Assert.Equal(
            (Ec2Call.Account, id, "us-east-1", shown.Placement!.AvailabilityZone, shown.PrivateIpAddress, "t3.micro",
                shown.ImageId, "x86_64", "2026-01-02T03:04:05Z", "2017-09-30"),
            (Text("accountId"), Text("instanceId"), Text("region"), Text("availabilityZone"), Text("privateIp"),
                Text("instanceType"), Text("imageId"), Text("architecture"), Text("pendingTime"), Text("version")));

        string? Text(string name) => document.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_notice_of_a_spot_instance_is_told_once_it_is_given()
    {
        var id = await there.Scene.Run(new() { InstanceMarketOptions = new() { MarketType = "spot" } });
        Assert.Equal("spot", await there.Read(id, "meta-data/instance-life-cycle"));
        Assert.Null(await there.Read(id, "meta-data/spot/instance-action"));
        await there.Scene.Set(id, machine => machine with
        {
            Notice = there.Scene.Rig.Now.AddMinutes(2), Rebalance = there.Scene.Rig.Now,
        });
        Assert.Equal(
            """{"action":"terminate","time":"2026-01-02T03:06:05Z"}""",
            await there.Read(id, "meta-data/spot/instance-action"));
        Assert.Equal("2026-01-02T03:06:05Z", await there.Read(id, "meta-data/spot/termination-time"));
        Assert.Equal(
            """{"noticeTime":"2026-01-02T03:04:05Z"}""",
            await there.Read(id, "meta-data/events/recommendations/rebalance"));
    }

    private async Task<int> Status(string id, string token) =>
        (await there.Ask(id, "/latest/meta-data/instance-id", "GET", (MetadataScene.TokenHeader, token))).Status;

    private Task<ModifyInstanceMetadataOptionsResult> Modify(ModifyInstanceMetadataOptionsRequest request) =>
        there.Scene.Ask(there.Scene.Ec2.ModifyInstanceMetadataOptions, request);

    private Task<KeyPair> Key() => there.Scene.Ask(
        there.Scene.Ec2.CreateKeyPair, new CreateKeyPairRequest { KeyName = "mine", KeyType = "ed25519" });
}
