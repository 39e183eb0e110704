using System.Text;
using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Logs;
using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Provisioning;

/// <summary>Structures of APIs, filled with what templates say.</summary>
public sealed class PropertyReaderTests
{
    [Fact]
    public void Members_are_known_by_their_names_whatever_the_case_they_begin_with()
    {
        Assert.Equal("10.0.0.0/16", Read<CreateVpcRequest>("""{"CidrBlock": "10.0.0.0/16"}""").CidrBlock);

        // This API writes logGroupName, and EC2 has other names on the wire.
        Assert.Equal("g", Read<CreateLogGroupRequest>("""{"LogGroupName": "g"}""").LogGroupName);
        Assert.Null(Read<CreateVpcRequest>("""{"cIDRBLOCK": "10.0.0.0/16", "": "x"}""").CidrBlock);
    }

    [Fact]
    public void Numbers_and_truth_values_may_be_text_and_text_may_be_a_number()
    {
        var read = Read<CreateVolumeRequest>("""
            {"Size": "8", "Iops": 3000.0, "Encrypted": "True", "MultiAttachEnabled": false, "KmsKeyId": 12,
             "SnapshotId": true}
            """);
        Assert.Equal((8, 3000, true, false), (read.Size, read.Iops, read.Encrypted, read.MultiAttachEnabled));
        Assert.Equal(("12", "true"), (read.KmsKeyId, read.SnapshotId));
        Assert.Equal(2.5, Read<PutMetricAlarmInput>("""{"Threshold": "2.5"}""").Threshold);
        var reservation = Read<CreateCapacityReservationRequest>("""{"CommitmentDuration": "5e9"}""");
        Assert.Equal(5_000_000_000, reservation.CommitmentDuration);
    }

    [Theory]
    [InlineData("""{"Size": "eight"}""", "'eight' of property Size is not a valid integer")]
    [InlineData("""{"Size": 8.5}""", "'8.5' of property Size is not a valid integer")]
    [InlineData("""{"Size": "5000000000"}""", "not a valid integer")]
    [InlineData("""{"Encrypted": "yes"}""", "'yes' of property Encrypted is not a valid boolean")]
    [InlineData("""{"Encrypted": {"a": 1}}""", "of property Encrypted")]
    [InlineData("""{"Size": [1]}""", "of property Size")]
    [InlineData("""{"TagSpecifications": ["a"]}""", "not a valid object")]
    public void What_fits_no_member_is_refused_by_its_name(string json, string says)
    {
        var error = Assert.Throws<AwsError>(() => Read<CreateVolumeRequest>(json));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public void No_number_is_endless(string text) =>
        Assert.Throws<AwsError>(() => Read<PutMetricAlarmInput>($$"""{"Threshold": "{{text}}"}"""));

    [Fact]
    public void Structures_nest_and_lists_may_be_of_one()
    {
        var read = Read<RequestLaunchTemplateData>("""
            {"Monitoring": {"Enabled": "true"}, "SecurityGroupIds": "sg-1",
             "NetworkInterfaces": {"DeviceIndex": "1", "Groups": ["a", null, "b"]},
             "BlockDeviceMappings": [
               {"DeviceName": "/dev/sda", "Ebs": {"VolumeSize": "4", "DeleteOnTermination": "false"}},
               {"DeviceName": "/dev/sdb"}],
             "ImageId": "ami-1"}
            """);
        Assert.True(read.Monitoring!.Enabled);
        Assert.Equal(["sg-1"], read.SecurityGroupIds!);
        Assert.Equal(["a", "b"], Assert.Single(read.NetworkInterfaces!).Groups!);
        Assert.Equal(1, read.NetworkInterfaces![0].DeviceIndex);
        Assert.Equal(["/dev/sda", "/dev/sdb"], read.BlockDeviceMappings!.Select(each => each.DeviceName));
        var ebs = read.BlockDeviceMappings![0].Ebs!;
        Assert.Equal((4, false), (ebs.VolumeSize, ebs.DeleteOnTermination));
        Assert.Equal("ami-1", read.ImageId);
    }

    [Fact]
    public void Maps_keep_their_keys_and_documents_become_the_text_that_an_API_takes()
    {
        var read = Read<CreateQueueRequest>("""
            {"QueueName": "q",
             "Attributes": {"DelaySeconds": 5, "Policy": {"Statement": [{"Sid": "a<b"}]}, "": "empty"}}
            """);
        Assert.Equal("5", read.Attributes!["DelaySeconds"]);
        Assert.Equal("""{"Statement":[{"Sid":"a<b"}]}""", read.Attributes["Policy"]);
        Assert.Equal("empty", read.Attributes[""]);
    }

    [Fact]
    public void Blobs_are_base64_and_dates_are_dates()
    {
        var read = Read<ModifyInstanceAttributeRequest>("""{"UserData": {"Value": "aGVsbG8="}}""");
        Assert.Equal("hello", Encoding.UTF8.GetString(read.UserData!.Value!));
        Assert.Throws<AwsError>(() => Read<ModifyInstanceAttributeRequest>("""{"UserData": {"Value": "?"}}"""));
        Assert.Equal(
            new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Read<CreateCapacityReservationRequest>("""{"EndDate": "2027-01-02T03:04:05Z"}""").EndDate);
        Assert.Throws<AwsError>(() => Read<CreateCapacityReservationRequest>("""{"EndDate": "soon"}"""));
    }

    [Fact]
    public void What_is_excepted_is_left_out_at_the_top_only()
    {
        var read = new Properties(Parse("""
            {"DeviceName": "a", "NoDevice": "", "Ebs": {"NoDevice": "x", "VolumeSize": 4}, "Unknown": [1]}
            """)).As<BlockDeviceMapping>("DeviceName", "VolumeSize");
        Assert.Null(read.DeviceName);
        Assert.Equal("", read.NoDevice);
        Assert.Equal(4, read.Ebs!.VolumeSize);
    }

    [Fact]
    public void Nothing_is_there_where_a_property_is_null() =>
        Assert.Null(Read<CreateVolumeRequest>("""{"Size": null}""").Size);

    private static T Read<T>(string json) where T : IStructure, new() => new Properties(Parse(json)).As<T>();

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
