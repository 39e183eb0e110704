using System.IO.Pipelines;
using System.Net;
using System.Text;
using Faultline.Services.Ec2.Metadata;
using Faultline.Simulation;

namespace Faultline.Tests.Ec2.Metadata;

/// <summary>The door speaks as much of HTTP as the metadata service needs.</summary>
public sealed class MetadataDoorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint at = new(IPAddress.Parse("127.5.5.5"), 1338);

    private readonly SimulatedTransport transport = new();
    private readonly List<MetadataRequest> asked = [];
    private readonly List<MetadataDoor> doors = [];

    public Task InitializeAsync()
    {
        doors.Add(new(transport.Listen(at), (request, _) =>
        {
            asked.Add(request);
            return new(request.Method == "PUT" ? new(200, "token", 60) : new MetadataAnswer(200, $"<{request.Path}>"));
        }));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await doors[0].DisposeAsync();

    [Fact]
    public async Task A_connection_is_kept_for_one_request_after_the_other()
    {
        var client = await Connect();
        Assert.Equal(Ok("</a>"), await Ask(client, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "</a>"));
        Assert.Equal(Ok("</b c>"), await Ask(client, "GET /b%20c?d=e HTTP/1.1\r\n\r\n", "</b c>"));
        Assert.Equal(["/a", "/b c"], asked.Select(each => each.Path));
    }

    [Fact]
    public async Task Requests_may_come_in_pieces_or_several_at_once()
    {
        var client = await Connect();
        await Write(client, "GET /a HT");
        await Write(client, "TP/1.1\r\n\r");
        await Write(client, "\nGET /b HTTP/1.1\r\n\r\n");
        Assert.Equal(Ok("</a>") + Ok("</b>"), await Read(client, "</b>"));
    }

    [Fact]
    public async Task Who_asks_to_close_is_told_so_and_let_go()
    {
        var client = await Connect();
        var answer = await Ask(client, "GET /a HTTP/1.1\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n", null);
        Assert.Contains("\r\nConnection: close\r\n\r\n</a>", answer, StringComparison.Ordinal);
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_head_has_no_body_but_says_how_long_one_would_be()
    {
        var client = await Connect();
        var answer = await Ask(client, "HEAD /abc HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\n\r\n", "</a>");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 6\r\n\r\nHTTP/1.1 200 OK", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_says_how_long_it_lasts_and_names_of_headers_have_no_case()
    {
        var client = await Connect();
        var answer = await Ask(
            client,
            "PUT /latest/api/token HTTP/1.1\r\nX-AWS-EC2-Metadata-Token-TTL-Seconds: 60\r\nContent-Length: 0\r\n\r\n",
            "token");
        Assert.Contains("X-Aws-Ec2-Metadata-Token-Ttl-Seconds: 60\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("60", asked.Single().Headers["x-aws-ec2-metadata-token-ttl-seconds"]);
    }

    [Theory]
    [InlineData("PUT /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET a HTTP/1.1\r\n\r\n")]
    [InlineData("hello\r\n\r\n")]
    public async Task A_body_or_what_is_no_request_ends_the_connection(string request)
    {
        var client = await Connect();
        Assert.Equal("", await Ask(client, request, null));
        Assert.Empty(asked);
        Assert.Equal(Ok("</a>"), await Ask(await Connect(), "GET /a HTTP/1.1\r\n\r\n", "</a>"));
    }

    [Fact]
    public async Task A_head_that_is_too_long_ends_the_connection()
    {
        var client = await Connect();
        Assert.Equal("", await Ask(client, $"GET /a HTTP/1.1\r\nX: {new string('x', 9000)}", null));
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Nobody_is_let_in_once_there_are_sixty_four_until_one_has_gone()
    {
        var clients = new List<IDuplexPipe>();
        for (var count = 0; count < 64; count++)
        {
            clients.Add(await Connect());
            await Ask(clients[^1], "GET /a HTTP/1.1\r\n\r\n", "</a>");
        }

        Assert.Equal("", await Ask(await Connect(), "", null));
        await Ask(clients[0], "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", null);
        Assert.Equal(Ok("</b>"), await Ask(await Connect(), "GET /b HTTP/1.1\r\n\r\n", "</b>"));
    }

    [Fact]
    public async Task When_the_door_goes_nobody_listens_and_whoever_is_there_is_let_go()
    {
        var own = new IPEndPoint(at.Address, 80);
        var another = new MetadataDoor(transport.Listen(own), (_, _) => new(MetadataAnswer.NotFound));
        var client = (await transport.Connect(own, default))!;
        await Ask(client, "GET /a HTTP/1.1\r\n\r\n", "Not Found");
        await another.DisposeAsync();
        Assert.Equal("", await Read(client, null));
        Assert.Null(await transport.Connect(own, default));
    }

    private static string Ok(string body) =>
        $"HTTP/1.1 200 OK\r\nServer: EC2ws\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private async Task<IDuplexPipe> Connect() =>
        await transport.Connect(at, default) ?? throw new InvalidOperationException("Nobody listens.");

    private static async Task<string> Ask(IDuplexPipe client, string request, string? ends)
    {
        await Write(client, request);
        return await Read(client, ends);
    }

    private static async Task Write(IDuplexPipe client, string text) =>
        await client.Output.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads until what was read ends so, or until nothing comes any more.</summary>
    private static async Task<string> Read(IDuplexPipe client, string? ends)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var read = await client.Input.ReadAsync(patience.Token);
            var text = Encoding.Latin1.GetString(read.Buffer);
            if (read.IsCompleted || (ends is not null && text.EndsWith(ends, StringComparison.Ordinal)))
            {
                client.Input.AdvanceTo(read.Buffer.End);
                return text;
            }

            client.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
