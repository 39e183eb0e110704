using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Api.Logs;
using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Tests.Provisioning;

/// <summary>Properties one by one, and what APIs answer in the names of templates.</summary>
public sealed class PropertiesTests
{
    private readonly Properties all = new(JsonNode.Parse("""
        {"Text": "a", "Number": 5, "NumberText": "5", "Flag": "false", "List": ["a", 2, null, true], "One": "a",
         "Group": {"In": 1}, "Groups": [{"Key": "k", "Value": 1}, null, {"Key": "e"}], "Real": "1.5", "Null": null,
         "Document": {"a": ["b", "ü<"]}}
        """)!.AsObject());

    [Fact]
    public void Single_ones_are_text_numbers_and_truth_values()
    {
        Assert.Equal("a", all.Text("Text"));
        Assert.Equal("5", all.Text("Number"));
        Assert.Equal((5, 5), (all.Number("Number"), all.Number("NumberText")));
        Assert.Equal(1.5, all.Real("Real"));
        Assert.False(all.Flag("Flag"));
        Assert.True(all.Has("Flag"));
        Assert.False(all.Has("Null") || all.Has("None"));
        Assert.Null(all.Number("None") ?? all.Number("Null"));
        Assert.Throws<AwsError>(() => all.Number("Text"));
        Assert.Throws<AwsError>(() => all.Flag("Text"));
        Assert.Contains(
            "None", Assert.Throws<AwsError>(() => all.Needed("None")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_may_be_of_one_and_nothing_in_them_is_lost()
    {
        Assert.Equal(["a", "2", "true"], all.Texts("List"));
        Assert.Equal(["a"], all.Texts("One"));
        Assert.Empty(all.Texts("None"));
        Assert.Throws<AwsError>(() => all.Texts("Groups"));
        Assert.Throws<AwsError>(() => all.Texts("Group"));
    }

    [Fact]
    public void Groups_may_be_of_one_and_are_nothing_else()
    {
        Assert.Equal(["k", "e"], all.Groups("Groups").Select(each => each.Text("Key")));
        Assert.Equal(1, Assert.Single(all.Groups("Group")).Number("In"));
        Assert.Equal(1, all.Group("Group")!.Number("In"));
        Assert.Null(all.Group("None"));
        Assert.Throws<AwsError>(() => all.Groups("List"));
        Assert.Throws<AwsError>(() => all.Group("Text"));
    }

    [Fact]
    public void Documents_are_text_in_their_shortest_form()
    {
        Assert.Equal("""{"a":["b","ü<"]}""", all.Document("Document"));
        Assert.Equal("a", all.Document("Text"));
        Assert.Null(all.Document("None"));
    }

    [Fact]
    public void Answers_are_in_the_names_of_templates()
    {
        var shown = Properties.Of(new Volume
        {
            VolumeId = "vol-1",
            Size = 8,
            Encrypted = false,
            CreateTime = new(2027, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Attachments = [new() { Device = "/dev/sdf" }],
            Tags = [],
        });
        var wanted = JsonNode.Parse("""
            {"VolumeId": "vol-1", "Size": 8, "Encrypted": false, "CreateTime": "2027-01-02T03:04:05.000Z",
             "Attachments": [{"Device": "/dev/sdf"}], "Tags": []}
            """);
        Assert.True(JsonNode.DeepEquals(wanted, shown), shown.ToJsonString());
        Assert.Equal("g", Properties.Of(new LogGroup { LogGroupName = "g" })["LogGroupName"]!.ToString());
    }

    [Fact]
    public void Maps_keep_their_keys_also_an_empty_one()
    {
        var shown = Properties.Of(new CreateQueueRequest
        {
            QueueName = "q",
            Attributes = new() { ["delaySeconds"] = "5", [""] = "empty" },
            Tags = new() { ["a"] = "b" },
        });
        var wanted = JsonNode.Parse(
            """{"QueueName": "q", "Attributes": {"delaySeconds": "5", "": "empty"}, "Tags": {"a": "b"}}""");
        Assert.True(JsonNode.DeepEquals(wanted, shown), shown.ToJsonString());
    }

    [Fact]
    public void Blobs_are_base64()
    {
        var shown = Properties.Of(new BlobAttributeValue { Value = [104, 105] });
        Assert.Equal("aGk=", shown["Value"]!.ToString());
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var data = new RequestLaunchTemplateData
        {
            ImageId = "ami-1",
            Monitoring = new() { Enabled = true },
            NetworkInterfaces = [new() { DeviceIndex = 0, Groups = ["a", "b"] }, new() { DeviceIndex = 1 }],
        };
        var shown = Properties.Of(data);
        Assert.Equal(
            shown.ToJsonString(),
            Properties.Of(new Properties(shown).As<RequestLaunchTemplateData>()).ToJsonString());
    }
}
