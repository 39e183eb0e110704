using Faultline.Api.Ssm;

namespace Faultline.Tests.Ssm;

/// <summary>How parameters are found and read: secrets, selectors, labels, hierarchies, filters, tags.</summary>
public sealed class ReadingTests
{
    private readonly SsmRig rig = new();

    [Fact]
    public async Task A_secret_is_open_only_to_who_wants_it()
    {
        await rig.Put("/db/password", "hunter2", ParameterType.SecureString);
        Assert.Equal("hunter2", (await rig.Get("/db/password", open: true)).Value);
        Assert.DoesNotContain("hunter2", (await rig.Get("/db/password")).Value, StringComparison.Ordinal);
        Assert.Equal(["/db/password=hunter2"], await rig.Path("/db"));
        Assert.DoesNotContain("hunter2", (await rig.History("/db/password"))[0].Value, StringComparison.Ordinal);
        var listed = await rig.Ssm.DescribeParameters(rig.Call("DescribeParameters"), new(), SsmRig.Ct);
        Assert.Equal("alias/aws/ssm", listed.Parameters![0].KeyId);
        await SsmRig.Refused("ValidationException", () => rig.Put("a", with: request => request.KeyId = "k"), "KeyId");
    }

    [Fact]
    public async Task A_version_is_read_by_its_number_or_label()
    {
        await rig.Put("a", "1");
        await rig.Over("a", "2");
        await rig.Label("a", 1, "old", "first");
        Assert.Equal("1 :1", Text(await rig.Get("a:1")));
        Assert.Equal("1 :old", Text(await rig.Get("a:old")));
        Assert.Equal("2 ", Text(await rig.Get("a")));
        Assert.Equal("1 :old", Text(await rig.Get("arn:aws:ssm:us-east-1:111122223333:parameter/a:old")));
        await SsmRig.Refused("ParameterVersionNotFound", () => rig.Get("a:3"));
        await SsmRig.Refused("ParameterVersionNotFound", () => rig.Get("a:none"));
        var found = await rig.Ssm.GetParameters(
            rig.Call("GetParameters"), new() { Names = ["a:old", "a", "a:9", "b"] }, SsmRig.Ct);
        Assert.Equal(["1 :old", "2 "], found.Parameters!.Select(Text));
        Assert.Equal(["a:9", "b"], found.InvalidParameters!);

        static string Text(Parameter parameter) => $"{parameter.Value} {parameter.Selector}";
    }

    [Fact]
    public async Task A_label_moves_and_one_that_cannot_be_is_named()
    {
        await rig.Put("a", "1");
        await rig.Over("a", "2");
        await rig.Label("a", 1, "live", "old");
        var moved = await rig.Label("a", null, "live", "1st", "aws-x", "sp ace");
        Assert.Equal(["1st", "aws-x", "sp ace"], moved.InvalidLabels!);
        Assert.Equal(2, moved.ParameterVersion);
        Assert.Equal(["old", "live"], (await rig.History("a")).Select(each => string.Join(",", each.Labels!)));
        await SsmRig.Refused("ParameterVersionLabelLimitExceeded", () => rig.Label(
            "a", 2, [.. Enumerable.Range(0, 10).Select(number => $"l{number}")]));
        var gone = await rig.Ssm.UnlabelParameterVersion(
            rig.Call("UnlabelParameterVersion"),
            new() { Name = "a", ParameterVersion = 1, Labels = ["old", "live"] },
            SsmRig.Ct);
        Assert.Equal("old live", $"{gone.RemovedLabels!.Single()} {gone.InvalidLabels!.Single()}");
    }

    [Fact]
    public async Task A_path_has_its_own_or_all_below_it()
    {
        foreach (var name in new[] { "/a/1", "/a/2", "/a/b/1", "/a/b/c/1", "/ab/1", "/x", "y" })
        {
            await rig.Put(name, name[^1..]);
        }

        Assert.Equal(["/a/1=1", "/a/2=2"], await rig.Path("/a"));
        Assert.Equal(["/a/1=1", "/a/2=2", "/a/b/1=1", "/a/b/c/1=1"], await rig.Path("/a/", recursive: true));
        Assert.Equal(["/x=x", "y=y"], await rig.Path("/"));
        await SsmRig.Refused("ValidationException", () => rig.Path("a"), "must begin with a forward slash");
        await SsmRig.Refused("InvalidFilterKey", () => rig.Path("/a", false, SsmRig.By("Name", null, "x")));
        await rig.Over("/a/1", "new");
        await rig.Label("/a/1", 1, "live");
        Assert.Equal(["/a/1=1"], await rig.Path("/a", true, SsmRig.By("Label", "Equals", "live")));
    }

    [Fact]
    public async Task Filters_pass_what_they_say()
    {
        await rig.Put("/a/1", with: request => request.Tags = [new() { Key = "team", Value = "shop" }]);
        await rig.Put("/a/b/2", "x,y", ParameterType.StringList);
        await rig.Put("/c/3", "s", ParameterType.SecureString, request => request.KeyId = "alias/own");
        await rig.Put("d", with: request => request.Tier = ParameterTier.Advanced);
        Assert.Equal(["/a/1", "/a/b/2", "/c/3", "d"], await rig.List());
        Assert.Equal(["/a/1"], await rig.List(SsmRig.By("Path", null, "/a")));
        Assert.Equal(["/a/1", "/a/b/2"], await rig.List(SsmRig.By("Path", "Recursive", "/a")));
        Assert.Equal(["d"], await rig.List(SsmRig.By("Name", null, "d", "e")));
        Assert.Equal(["/a/1", "/a/b/2"], await rig.List(SsmRig.By("Name", "BeginsWith", "/a")));
        Assert.Equal(["/a/b/2"], await rig.List(SsmRig.By("Name", "Contains", "b/")));
        Assert.Equal(["/a/b/2", "/c/3"], await rig.List(SsmRig.By("Type", null, "StringList", "SecureString")));
        Assert.Equal(["/c/3"], await rig.List(SsmRig.By("KeyId", null, "alias/own")));
        Assert.Equal(["d"], await rig.List(SsmRig.By("Tier", null, "Advanced")));
        Assert.Equal(["/a/1"], await rig.List(SsmRig.By("tag:team", null, "shop")));
        Assert.Equal(["/a/1"], await rig.List(SsmRig.By("tag:team", null)));
        Assert.Equal(["/a/b/2"], await rig.List(
            SsmRig.By("Path", "Recursive", "/a"), SsmRig.By("Type", null, "StringList")));
        await SsmRig.Refused("InvalidFilterKey", () => rig.List(SsmRig.By("Label", null, "x")), "Label");
        await SsmRig.Refused("InvalidFilterKey", () => rig.List(
            SsmRig.By("Name", null, "x"), SsmRig.By("Name", null, "y")), "duplicated");
        await SsmRig.Refused("InvalidFilterOption", () => rig.List(SsmRig.By("Path", "Equals", "/a")), "OneLevel");
        await SsmRig.Refused("InvalidFilterValue", () => rig.List(SsmRig.By("Type", null, "Number")), "Number");
        await SsmRig.Refused("InvalidFilterValue", () => rig.List(SsmRig.By("Name", null)), "missing");
        await SsmRig.Refused("ValidationException", () => rig.List(SsmRig.By("Path", null, "/aws/x")));
    }

    [Fact]
    public async Task Tags_are_put_taken_and_listed()
    {
        await rig.Put("a");
        async Task<string> Tags() => string.Join(",", (await rig.Ssm.ListTagsForResource(
            rig.Call("ListTagsForResource"), new() { ResourceType = "Parameter", ResourceId = "a" }, SsmRig.Ct))
            .TagList!.Select(tag => $"{tag.Key}={tag.Value}"));
        async Task Add(string key, string id = "a", string type = "Parameter") => await rig.Ssm.AddTagsToResource(
            rig.Call("AddTagsToResource"),
            new() { ResourceType = type, ResourceId = id, Tags = [new() { Key = key, Value = "v" }] },
            SsmRig.Ct);
        await Add("k");
        await Add("l");
        await rig.Ssm.RemoveTagsFromResource(
            rig.Call("RemoveTagsFromResource"),
            new() { ResourceType = "Parameter", ResourceId = "a", TagKeys = ["k"] },
            SsmRig.Ct);
        Assert.Equal("l=v", await Tags());
        await SsmRig.Refused("ValidationException", () => Add("aws:x"), "reserved");
        await SsmRig.Refused("InvalidResourceId", () => Add("k", "b"));
        await SsmRig.Refused("NotImplemented", () => Add("k", type: "Document"), "Document");
    }

    [Fact]
    public async Task Policies_are_kept_and_expiration_acts()
    {
        const string Notify =
            """{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Days"}}""";
        string Expire(DateTimeOffset at) =>
            $$"""{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}"} }""";
        Task Put(string policies, string tier = "Advanced") => rig.Put("a", with: request =>
            (request.Tier, request.Policies) = (tier, policies));
        var at = rig.Now.AddHours(1);
        await SsmRig.Refused("ValidationException", () => Put($"[{Notify}]", "Standard"), "advanced-parameter tier");
        await SsmRig.Refused("InvalidPolicyAttributeException", () => Put("{}"));
        await SsmRig.Refused("InvalidPolicyAttributeException", () => Put($"[{Expire(rig.Now)}]"));
        await SsmRig.Refused("IncompatiblePolicyException", () => Put($"[{Expire(at)},{Expire(at)}]"));
        await SsmRig.Refused("InvalidPolicyTypeException", () => Put("""[{"Type":"Rotation","Version":"1.0"}]"""));
        await SsmRig.Refused("PoliciesLimitExceededException", () => Put(
            $"[{string.Join(',', Enumerable.Repeat(Notify, 11))}]"));
        await Put($"[{Expire(at)},{Notify}]");
        Assert.Equal(
            ["Expiration Pending", "NoChangeNotification Pending"],
            (await rig.History("a"))[0].Policies!.Select(each => $"{each.PolicyType} {each.PolicyStatus}"));
        Assert.Equal(at, await rig.Ssm.Look(SsmRig.Ct));
        rig.Now = at;
        Assert.Null(await rig.Ssm.Look(SsmRig.Ct));
        await SsmRig.Refused("ParameterNotFound", () => rig.Get("a"));
        await Put($"[{Expire(at.AddHours(1))}]");
        await rig.Over("a", "2", request => request.Policies = "[{}]");
        Assert.Null(await rig.Ssm.Look(SsmRig.Ct));
    }
}
