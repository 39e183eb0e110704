using Faultline.Api.Logs;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Logs;

/// <summary>Log groups: what they are, how they are found, and how they go.</summary>
public sealed class GroupTests
{
    private readonly LogsRig rig = new();

    [Fact]
    public async Task A_group_is_shown_with_both_its_ARNs()
    {
        await rig.Made("/aws/app");
        var group = Assert.Single(await rig.Groups());
        Assert.Equal("/aws/app", group.LogGroupName);
        Assert.Equal("arn:aws:logs:us-east-1:111122223333:log-group:/aws/app:*", group.Arn);
        Assert.Equal("arn:aws:logs:us-east-1:111122223333:log-group:/aws/app", group.LogGroupArn);
        Assert.Equal((rig.Time, "STANDARD", 0, 0L, false), (group.CreationTime!.Value, group.LogGroupClass,
            group.MetricFilterCount!.Value, group.StoredBytes!.Value, group.DeletionProtectionEnabled!.Value));
        Assert.Null(group.RetentionInDays);
        await LogsRig.Refused("ResourceAlreadyExistsException", () => rig.Made("/aws/app"));
        Assert.Empty((await rig.Logs.DescribeLogGroups(
            rig.Call("DescribeLogGroups", Ec2Rig.Other), new(), LogsRig.Ct)).LogGroups!);
    }

    [Fact]
    public async Task Groups_are_described_by_prefix_pattern_class_and_identifier_in_pages()
    {
        foreach (var name in (string[])["b/one", "a/two", "a/one", "c"])
        {
            await rig.Make(new() { LogGroupName = name, LogGroupClass = name == "c" ? "INFREQUENT_ACCESS" : null });
        }

        Assert.Equal(["a/one", "a/two", "b/one", "c"], await Names(_ => { }));
        Assert.Equal(["a/one", "a/two"], await Names(request => request.LogGroupNamePrefix = "a/"));
        Assert.Equal(["a/one", "b/one"], await Names(request => request.LogGroupNamePattern = "one"));
        Assert.Empty(await Names(request => request.LogGroupNamePattern = "ONE"));
        Assert.Equal(["c"], await Names(request => request.LogGroupClass = "INFREQUENT_ACCESS"));
        Assert.Equal(["a/two", "c"], await Names(request => request.LogGroupIdentifiers =
            ["c", "arn:aws:logs:us-east-1:111122223333:log-group:a/two:*"]));
        Assert.Null((await rig.Groups(request => request.LogGroupNamePattern = "two"))[0].StoredBytes);
        await LogsRig.Refused("InvalidParameterException", () => rig.Groups(request =>
            (request.LogGroupNamePrefix, request.LogGroupNamePattern) = ("a", "b")));
        var first = await rig.Logs.DescribeLogGroups(
            rig.Call("DescribeLogGroups"), new() { Limit = 3 }, LogsRig.Ct);
        Assert.Equal(3, first.LogGroups!.Count);
        Assert.Equal(["c"], await Names(request => request.NextToken = first.NextToken));
        await LogsRig.Refused(
            "InvalidParameterException", () => Names(request => request.NextToken = "x"), "nextToken");

        async Task<List<string?>> Names(Action<DescribeLogGroupsRequest> with) =>
            (await rig.Groups(with)).ConvertAll(group => group.LogGroupName);
    }

    [Fact]
    public async Task Groups_are_listed_by_texts_and_tags()
    {
        await rig.Make(new() { LogGroupName = "lambda/one", Tags = new() { ["team"] = "red" } });
        await rig.Make(new() { LogGroupName = "lambda/two", Tags = new() { ["team"] = "green" } });
        await rig.Make(new() { LogGroupName = "my/lambda" });
        Assert.Equal(["lambda/one", "lambda/two", "my/lambda"], await List("lambda"));
        Assert.Equal(["lambda/one", "lambda/two"], await List("^lambda"));
        Assert.Equal(["lambda/one", "my/lambda"], await List("one|^my/"));
        Assert.Equal(["lambda/one", "lambda/two"], await List(null, new TagFilter { Key = "team" }));
        Assert.Equal(["lambda/two"], await List(null, new TagFilter { Key = "team", Values = ["gr*", "blue"] }));
        Assert.Equal(["lambda/one"], await List(null, new TagFilter { Key = "team", Values = ["!green"] }));

        async Task<List<string?>> List(string? pattern, params TagFilter[] tags) => (await rig.Logs.ListLogGroups(
            rig.Call("ListLogGroups"),
            new() { LogGroupNamePattern = pattern, LogGroupTags = tags.Length == 0 ? null : [.. tags] },
            LogsRig.Ct)).LogGroups!.ConvertAll(group => group.LogGroupName);
    }

    [Fact]
    public async Task A_group_that_is_protected_is_not_deleted()
    {
        await rig.Made();
        await Protect(true, "arn:aws:logs:us-east-1:111122223333:log-group:app");
        Assert.True((await rig.Groups())[0].DeletionProtectionEnabled);
        await LogsRig.Refused("ValidationException", Delete);
        await Protect(false, LogsRig.Group);
        await rig.Put("hello");
        await Delete();
        Assert.Empty(await rig.Groups());
        await LogsRig.Refused("ResourceNotFoundException", Delete);
        await LogsRig.Refused("ResourceNotFoundException", () => rig.Put("hello"));
        rig.Reopen();
        Assert.Empty(await rig.Groups());
        await rig.Made();
        Assert.Empty(await rig.Search());

        async Task Delete() => await rig.Logs.DeleteLogGroup(
            rig.Call("DeleteLogGroup"), new() { LogGroupName = LogsRig.Group }, LogsRig.Ct);
        async Task Protect(bool enabled, string identifier) => await rig.Logs.PutLogGroupDeletionProtection(
            rig.Call("PutLogGroupDeletionProtection"),
            new() { LogGroupIdentifier = identifier, DeletionProtectionEnabled = enabled },
            LogsRig.Ct);
    }

    [Fact]
    public async Task Only_the_standard_class_is_read_and_filtered()
    {
        await rig.Make(new() { LogGroupName = LogsRig.Group, LogGroupClass = "INFREQUENT_ACCESS" });
        await rig.MakeStream(LogsRig.Stream);
        await rig.Put("kept all the same");
        await LogsRig.Refused("InvalidParameterException", () => rig.Get(), "INFREQUENT_ACCESS");
        await LogsRig.Refused("InvalidParameterException", () => rig.Filter());
        await LogsRig.Refused("InvalidOperationException", () => rig.Meter("ERROR"));
        await LogsRig.Refused(
            "InvalidOperationException", () => rig.Subscribe("s", "arn:aws:lambda:us-east-1:1:function:f"));
        await rig.Make(new() { LogGroupName = "delivery", LogGroupClass = "DELIVERY" });
        Assert.Equal(1, (await rig.Groups(request => request.LogGroupNamePrefix = "d"))[0].RetentionInDays);
    }

    [Fact]
    public async Task What_no_group_can_be_is_refused()
    {
        await LogsRig.Refused(
            "InvalidParameterException", () => rig.Make(new() { LogGroupName = "aws/mine" }), "aws/");
        await LogsRig.Refused(
            "InvalidParameterException", () => rig.Make(new() { LogGroupName = "x", KmsKeyId = "arn:aws:kms:k" }));
        await LogsRig.Refused(
            "InvalidParameterException",
            () => rig.Make(new() { LogGroupName = "x", Tags = new() { ["aws:mine"] = "" } }));
        Assert.Empty(await rig.Groups());
    }

    [Fact]
    public async Task Tags_are_put_and_taken_in_both_styles()
    {
        const string Arn = "arn:aws:logs:us-east-1:111122223333:log-group:app";
        await rig.Make(new() { LogGroupName = LogsRig.Group, Tags = new() { ["a"] = "1" } });
        await rig.Logs.TagLogGroup(rig.Call("TagLogGroup"),
            new() { LogGroupName = LogsRig.Group, Tags = new() { ["b"] = "2" } }, LogsRig.Ct);
        await rig.Logs.TagResource(rig.Call("TagResource"),
            new() { ResourceArn = Arn + ":*", Tags = new() { ["a"] = "3", ["c"] = "" } }, LogsRig.Ct);
        Assert.Equal("a=3 b=2 c=", await Tags());
        rig.Reopen();
        await rig.Logs.UntagLogGroup(rig.Call("UntagLogGroup"),
            new() { LogGroupName = LogsRig.Group, Tags = ["a", "none"] }, LogsRig.Ct);
        await rig.Logs.UntagResource(rig.Call("UntagResource"),
            new() { ResourceArn = Arn, TagKeys = ["c"] }, LogsRig.Ct);
        Assert.Equal("b=2", await Tags());
        var many = Enumerable.Range(0, 50).ToDictionary(i => $"k{i}", _ => "");
        await LogsRig.Refused("TooManyTagsException", async () => await rig.Logs.TagResource(
            rig.Call("TagResource"), new() { ResourceArn = Arn, Tags = many }, LogsRig.Ct));
        await LogsRig.Refused("InvalidParameterException", async () => await rig.Logs.TagLogGroup(
            rig.Call("TagLogGroup"), new() { LogGroupName = LogsRig.Group, Tags = many }, LogsRig.Ct));
        await LogsRig.Refused("ResourceNotFoundException", async () => await rig.Logs.ListTagsForResource(
            rig.Call("ListTagsForResource"), new() { ResourceArn = "arn:aws:logs:eu-west-1:1:log-group:app" },
            LogsRig.Ct));

        async Task<string> Tags()
        {
            var old = await rig.Logs.ListTagsLogGroup(
                rig.Call("ListTagsLogGroup"), new() { LogGroupName = LogsRig.Group }, LogsRig.Ct);
            var now = await rig.Logs.ListTagsForResource(
                rig.Call("ListTagsForResource"), new() { ResourceArn = Arn }, LogsRig.Ct);
            Assert.Equal(old.Tags, now.Tags);
            return string.Join(' ', now.Tags!.Select(tag => $"{tag.Key}={tag.Value}"));
        }
    }
}
