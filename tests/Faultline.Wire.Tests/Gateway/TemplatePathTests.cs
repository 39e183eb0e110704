using System.Text;
using Faultline.Cloud;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Templates that are put at addresses of the server, and named by them.</summary>
public sealed class TemplatePathTests
{
    private const string Body = """{"Description": "übung", "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}""";

    [Fact]
    public async Task What_was_put_is_there_by_its_address_until_it_is_deleted_or_all_is_forgotten()
    {
        await using var server = await Running.Start();
        var put = await Put(server, "inner.json", Body);
        var url = (string)put.Json["url"]!;
        Assert.Equal((200, "http://localhost/_faultline/templates/inner.json"), (put.Status, url));
        Assert.Equal(Body, (await server.Get("/_faultline/templates/inner.json")).Text);
        await Put(server, "another.yaml", "Resources: {}");
        var all = (await server.Get("/_faultline/templates")).Json["templates"]!.AsArray();
        Assert.Equal(["another.yaml", "inner.json"], all.Select(each => ((string)each!).Split('/')[^1]));

        var changed = Body.Replace("übung", "drill", StringComparison.Ordinal);
        await Put(server, "inner.json", changed);
        Assert.Equal(changed, (await server.Get("/_faultline/templates/inner.json")).Text);
        var delete = "DELETE /_faultline/templates/inner.json HTTP/1.1\nHost: localhost";
        Assert.Equal(200, (await server.Send(delete)).Status);
        Assert.Equal(404, (await server.Send(delete)).Status);
        Assert.Equal(404, (await server.Get("/_faultline/templates/inner.json")).Status);
        await server.Send("POST /_localstack/state/reset HTTP/1.1\nHost: localhost");
        Assert.Empty((await server.Get("/_faultline/templates")).Json["templates"]!.AsArray());
    }

    [Theory]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("..%2Fmaster")]
    [InlineData("a.new")]
    [InlineData("")]
    public async Task A_name_that_could_lead_elsewhere_is_refused(string name)
    {
        await using var server = await Running.Start();
        var put = await Put(server, name, Body);
        Assert.Equal(400, put.Status);
        Assert.StartsWith("A template's name is of letters", (string)put.Json["error"]!, StringComparison.Ordinal);
        Assert.Empty((await server.Get("/_faultline/templates")).Json["templates"]!.AsArray());
    }

    [Fact]
    public async Task One_that_no_stack_could_have_is_refused()
    {
        await using var server = await Running.Start();
        Assert.Equal(200, (await Put(server, "most", new('x', 1_000_000))).Status);
        Assert.Equal(400, (await Put(server, "more", new('x', 1_000_001))).Status);
        Assert.Equal(404, (await server.Get("/_faultline/templates/more")).Status);
    }

    [Theory]
    [InlineData("http://localhost:4566/_faultline/templates/a", true)]
    [InlineData("https://faultline.internal/_faultline/templates/a", true)]
    [InlineData("http://localhost:4566/_faultline/templates/b", false)]
    [InlineData("http://localhost:4566/_faultline/templates/../templates/a", true)]
    [InlineData("http://localhost:4566/_faultline/templates/%2e%2e%2fa", false)]
    [InlineData("https://bucket.s3.amazonaws.com/a", false)]
    [InlineData("http://localhost:4566/_faultline/different/a", false)]
    [InlineData("file:///_faultline/templates/a", false)]
    [InlineData("a", false)]
    public void Only_our_own_addresses_are_read(string address, bool isRead)
    {
        var folder = Directory.CreateTempSubdirectory("faultline-shelf-").FullName;
        try
        {
            var shelf = new TemplateShelf(Path.Combine(folder, "templates"));
            shelf.Put("a", "{}"u8);
            Assert.Equal(isRead ? "{}" : null, shelf.ReadAt(address));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<Answer> Put(Running server, string name, string body) => server.Send(
        $"PUT /_faultline/templates/{name} HTTP/1.1\nHost: localhost\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}", Encoding.UTF8.GetBytes(body));
}
