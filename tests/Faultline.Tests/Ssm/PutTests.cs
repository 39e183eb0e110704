using Faultline.Api.Ssm;

namespace Faultline.Tests.Ssm;

/// <summary>What PutParameter takes, refuses, and makes of a parameter that is there.</summary>
public sealed class PutTests
{
    private readonly SsmRig rig = new();

    [Fact]
    public async Task A_parameter_is_put_and_read()
    {
        var put = await rig.Put("/shop/limit", "5");
        Assert.Equal("1 Standard", $"{put.Version} {put.Tier}");
        var read = await rig.Get("/shop/limit");
        Assert.Equal(
            "/shop/limit String 5 1 text arn:aws:ssm:us-east-1:111122223333:parameter/shop/limit",
            $"{read.Name} {read.Type} {read.Value} {read.Version} {read.DataType} {read.ARN}");
        Assert.Equal("5", (await rig.Get(read.ARN!)).Value);
        Assert.Null(read.Selector);
    }

    [Theory]
    [InlineData("aws-own", "ValidationException", "can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)")]
    [InlineData("SSM", "ValidationException", "can't be prefixed with \"aws\" or \"ssm\"")]
    [InlineData("/ssm/a", "ValidationException", "can't be prefixed with \"ssm\"")]
    [InlineData("/aws/service/a", "AccessDeniedException", "No access to reserved parameter name: /aws/service/a.")]
    [InlineData("a b", "ValidationException", "letters, numbers and the following 3 symbols")]
    [InlineData("/a//b", "ValidationException", "letters, numbers")]
    [InlineData("a/b", "ValidationException", "Parameter name must be a fully qualified name.")]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "HierarchyLevelLimitExceededException", "15 levels")]
    public async Task A_name_that_cannot_be_is_refused(string name, string code, string says) =>
        await SsmRig.Refused(code, () => rig.Put(name), says);

    [Fact]
    public async Task A_name_can_have_so_many_characters_with_its_ARN()
    {
        var front = "arn:aws:ssm:us-east-1:111122223333:parameter/".Length;
        await rig.Put(new string('a', 1011 - front));
        await SsmRig.Refused("ValidationException", () => rig.Put(new string('b', 1012 - front)));
    }

    [Fact]
    public async Task What_is_there_is_overwritten_only_by_who_says_so()
    {
        await rig.Put("a", "1", with: request => request.Description = "first");
        await SsmRig.Refused("ParameterAlreadyExists", () => rig.Put("a"), "overwrite option");
        Assert.Equal(2, (await rig.Over("a", "2")).Version);
        Assert.Equal("2", (await rig.Get("a")).Value);
        var history = await rig.History("a");
        Assert.Equal(["1 first", "2 first"], history.Select(each => $"{each.Value} {each.Description}"));
        await SsmRig.Refused("ValidationException", () => rig.Over("a", "3", request => request.Tags =
            [new() { Key = "k", Value = "v" }]), "tags and overwrite can't be used together");
    }

    [Fact]
    public async Task A_type_is_needed_and_stays_in_a_hierarchy()
    {
        await SsmRig.Refused("ValidationException", () => rig.Put("a", type: null), "A parameter type is required");
        await SsmRig.Refused(
            "ValidationException", () => rig.Put("a", type: "Number"), "SecureString, StringList, String");
        await rig.Put("/a/b");
        await SsmRig.Refused("HierarchyTypeMismatchException", () => rig.Over(
            "/a/b", "2", request => request.Type = ParameterType.SecureString));
        await rig.Put("a");
        await rig.Over("a", "2", request => request.Type = ParameterType.StringList);
        Assert.Equal("StringList", (await rig.Get("a")).Type);
    }

    [Fact]
    public async Task A_value_fits_its_tier()
    {
        Assert.Equal("Standard", (await rig.Put("a", new string('x', 4096))).Tier);
        await SsmRig.Refused("ValidationException", () => rig.Put("b", new string('x', 4097)), "4096 characters");
        await rig.Put("b", new string('x', 8192), with: request => request.Tier = ParameterTier.Advanced);
        await SsmRig.Refused("ValidationException", () => rig.Over("b", new string('x', 8193)), "8192 characters");
        await SsmRig.Refused("ValidationException", () => rig.Over(
            "b", "x", request => request.Tier = ParameterTier.Standard), "can't downgrade");
        Assert.Equal("Advanced", (await rig.Over("b", "x")).Tier);
        string[] values = ["x", new('x', 4097)];
        foreach (var (value, tier) in values.Zip(["Standard", "Advanced"]))
        {
            Assert.Equal(tier, (await rig.Put(
                $"c{value.Length}", value, with: request => request.Tier = ParameterTier.IntelligentTiering)).Tier);
        }
    }

    [Fact]
    public async Task A_value_matches_the_pattern_of_its_parameter()
    {
        await rig.Put("a", "12", with: request => request.AllowedPattern = "^[0-9]+$");
        await SsmRig.Refused("ParameterPatternMismatchException", () => rig.Over("a", "x"), "^[0-9]+$");
        await rig.Over("a", "x", request => request.AllowedPattern = "");
        await SsmRig.Refused("InvalidAllowedPatternException", () => rig.Put(
            "b", with: request => request.AllowedPattern = "("));
        // What takes more and more time the longer the value is, is none here.
        await SsmRig.Refused("InvalidAllowedPatternException", () => rig.Put(
            "b", with: request => request.AllowedPattern = @"(a)\1"));
    }

    [Fact]
    public async Task The_value_of_an_image_is_one()
    {
        await rig.Put("a", "ami-0fa01000000000101", with: request => request.DataType = "aws:ec2:image");
        Assert.Equal("aws:ec2:image", (await rig.Get("a")).DataType);
        const string None = "ami-00000000000000000";
        await SsmRig.Refused("ValidationException", () => rig.Put(
            "b", None, with: request => request.DataType = "aws:ec2:image"), None);
        await SsmRig.Refused("ValidationException", () => rig.Put(
            "b", with: request => request.DataType = "Text"), "Data type names are all lowercase");
    }

    [Fact]
    public async Task A_hundred_versions_are_kept_and_none_that_has_a_label_goes()
    {
        await rig.Put("a", "1");
        for (var version = 2; version <= 101; version++)
        {
            await rig.Over("a", $"{version}");
        }

        var kept = await rig.Ssm.GetParameterHistory(
            rig.Call("GetParameterHistory"), new() { Name = "a", MaxResults = 1 }, SsmRig.Ct);
        Assert.Equal(2, kept.Parameters![0].Version);
        await SsmRig.Refused("ParameterVersionNotFound", () => rig.Get("a:1"), "version 1 of a");
        await rig.Label("a", 2, "old");
        await SsmRig.Refused("ParameterMaxVersionLimitExceeded", () => rig.Over("a", "102"), "Version 2");
        await rig.Label("a", 3, "old");
        Assert.Equal(102, (await rig.Over("a", "102")).Version);
    }

    [Fact]
    public async Task Those_that_are_there_are_deleted_and_the_others_named()
    {
        await rig.Put("a");
        var deleted = await rig.Ssm.DeleteParameters(
            rig.Call("DeleteParameters"), new() { Names = ["a", "b"] }, SsmRig.Ct);
        Assert.Equal(["a"], deleted.DeletedParameters!);
        Assert.Equal(["b"], deleted.InvalidParameters!);
        await SsmRig.Refused("ParameterNotFound", async () => await rig.Ssm.DeleteParameter(
            rig.Call("DeleteParameter"), new() { Name = "a" }, SsmRig.Ct));
        await rig.Put("a");
        Assert.Equal(1, (await rig.Get("a")).Version);
    }

    [Fact]
    public async Task What_an_account_has_is_its_own()
    {
        await rig.Put("a");
        await SsmRig.Refused("ParameterNotFound", async () => await rig.Ssm.GetParameter(
            rig.Call("GetParameter", "444455556666"), new() { Name = "a" }, SsmRig.Ct));
    }
}
