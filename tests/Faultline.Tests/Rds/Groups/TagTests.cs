using Faultline.Api.Rds;

namespace Faultline.Tests.Rds.Groups;

public sealed class TagTests
{
    private readonly GroupRig rig = new();

    [Theory]
    [InlineData("db:shop")]
    [InlineData("subgrp:two")]
    [InlineData("pg:own")]
    [InlineData("pg:default.postgres15")]
    [InlineData("og:options")]
    [InlineData("og:default:postgres-15")]
    [InlineData("es:ears")]
    public async Task Whatever_has_an_arn_has_tags(string name)
    {
        await rig.Instance("shop");
        await rig.SubnetGroup();
        await rig.ParameterGroup();
        await rig.OptionGroup();
        await rig.Subscribe();
        var arn = Arn(name);
        Assert.Empty(await rig.Tags(arn));
        await Add(arn, ("a", "1"), ("b", "2"));
        await Add(arn, ("a", "3"));
        rig.Reopen();
        Assert.Equal(["a=3", "b=2"], await rig.Tags(arn));
        await rig.Rds.RemoveTagsFromResource(
            rig.Call("RemoveTagsFromResource"), new() { ResourceName = arn, TagKeys = ["a", "z"] }, GroupRig.Ct);
        Assert.Equal(["b=2"], await rig.Tags(arn));
    }

    [Fact]
    public async Task Too_many_tags_and_those_of_aws_are_refused()
    {
        await rig.SubnetGroup();
        var arn = Arn("subgrp:two");
        await Add(arn, [.. Enumerable.Range(0, 50).Select(number => ($"k{number}", ""))]);
        await GroupRig.Refused("InvalidParameterValue", () => Add(arn, ("one-more", "")));
        await GroupRig.Refused("InvalidParameterValue", () => Add(arn, ("aws:mine", "")));
        await GroupRig.Refused("InvalidParameterValue", () => Add(arn, ("", "x")));
        Assert.Equal(50, (await rig.Tags(arn)).Count);
    }

    [Theory]
    [InlineData("arn:aws:rds:us-east-1:111122223333:db:gone", "DBInstanceNotFound")]
    [InlineData("arn:aws:rds:us-east-1:111122223333:pg:gone", "DBParameterGroupNotFound")]
    [InlineData("arn:aws:rds:us-east-1:111122223333:snapshot:gone", "DBSnapshotNotFound")]
    [InlineData("arn:aws:rds:us-east-1:111122223333:cluster:gone", "NotImplemented")]
    [InlineData("arn:aws:rds:us-west-2:111122223333:db:gone", "InvalidParameterValue")]
    [InlineData("arn:aws:rds:us-east-1:999999999999:db:gone", "InvalidParameterValue")]
    [InlineData("arn:aws:sqs:us-east-1:111122223333:gone", "InvalidParameterValue")]
    [InlineData("gone", "InvalidParameterValue")]
    public Task What_is_not_there_has_no_tags(string arn, string code) =>
        GroupRig.Refused(code, () => rig.Tags(arn));

    private static string Arn(string name) => $"arn:aws:rds:us-east-1:111122223333:{name}";

    private async Task Add(string arn, params (string Key, string Value)[] tags) => await rig.Rds.AddTagsToResource(
        rig.Call("AddTagsToResource"),
        new() { ResourceName = arn, Tags = [.. tags.Select(each => new Tag { Key = each.Key, Value = each.Value })] },
        GroupRig.Ct);
}
