using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Machines;

namespace Faultline.Wire.Tests.Machines;

public sealed class WebServerTests : IDisposable
{
    private readonly Web web = new(
        ("FAULTLINE_INSTANCE", "i-\"1\""), ("FAULTLINE_ZONE", "use1-az1"), ("FAULTLINE_VERSION", "blue"));

    public void Dispose() => web.Dispose();

    [Fact]
    public void Who_answers_stands_in_the_body_and_in_the_headers()
    {
        var answer = web.Send(Web.Get("/") + Web.Get("/"));
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Instance-Id: i-\"1\"\r\nX-Zone: use1-az1\r\n", answer);
        var body = JsonNode.Parse(answer[answer.LastIndexOf('{')..])!;
        Assert.Equal(
            ("i-\"1\"", "use1-az1", "blue", 2),
            ((string)body["instance"]!, (string)body["zone"]!, (string)body["version"]!, (int)body["requests"]!));
    }

    [Fact]
    public void Health_is_well_until_it_is_told_to_fail_and_again_when_it_is_healed()
    {
        Assert.Equal(["200", "200", "503", "200", "200"], Statuses(web.Send(
            Web.Get("/health") + Web.Get("/fail") + Web.Get("/health") + Web.Get("/heal") + Web.Get("/health"))));
    }

    [Theory]
    [InlineData("/status/418", "418")]
    [InlineData("/status/204", "204")]
    [InlineData("/status/99", "400")]
    [InlineData("/status/x", "400")]
    [InlineData("/slow?ms=1", "200")]
    [InlineData("/slow?a=b&ms=1", "200")]
    [InlineData("/slow", "400")]
    [InlineData("/slow?ms=-1", "400")]
    [InlineData("/slow?ms=99999999999", "400")]
    [InlineData("/cpu?ms=1", "200")]
    [InlineData("/nowhere", "404")]
    [InlineData("/count", "200")]
    public void Each_path_has_its_status(string path, string status) =>
        Assert.Equal([status, "200"], Statuses(web.Send(Web.Get(path) + Web.Get("/health"))));

    [Fact]
    public void Headers_are_shown_as_they_came()
    {
        var answer = web.Send("GET /headers HTTP/1.1\r\nHost: a\r\nX-Forwarded-For:  10.0.0.1 \r\n\r\n");
        Assert.Equal("10.0.0.1", (string)JsonNode.Parse(answer[answer.LastIndexOf('{')..])!["X-Forwarded-For"]!);
    }

    [Fact]
    public void Head_has_the_headers_of_get_and_no_body()
    {
        var answer = web.Send("HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Contains("Content-Length: 3\r\n", answer);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Bodies_are_let_go_and_the_next_request_is_found_behind_them()
    {
        const string Chunked = "POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "a;why=not\r\n0123456789\r\n1\r\nx\r\n0\r\nTrailer: 1\r\n\r\n";
        var plain = $"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{new string('x', 100_000)}";
        Assert.Equal(["200", "200", "404"], Statuses(web.Send(plain + Chunked + Web.Get("/end"))));
    }

    [Fact]
    public void A_body_that_waits_to_be_asked_is_asked_for()
    {
        using var line = web.Open();
        line.Send(Encoding.ASCII.GetBytes(
            "POST /health HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n"
            + "Connection: close\r\n\r\n"));
        var asked = new byte[25];
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(asked, 0, line.Receive(asked)));
        line.Send("x"u8);
        Assert.StartsWith("HTTP/1.1 200", Web.Rest(line), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HELLO\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505")]
    [InlineData("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "400")]
    [InlineData("G\0T / HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n", "400")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", "413")]
    public void What_is_not_as_it_should_be_is_answered_and_closed(string bytes, string status)
    {
        var answer = web.Send(bytes + Web.Get("/health"));
        Assert.Equal([status], Statuses(answer));
        Assert.Contains("Connection: close\r\n", answer);
        Assert.Equal(["200"], Statuses(web.Send(Web.Get("/health"))));
    }

    [Fact]
    public void Headers_that_are_too_long_are_refused()
    {
        string With(int length) => $"GET /health HTTP/1.1\r\nHost: a\r\nX: {new string('x', length)}\r\n\r\n";
        Assert.Equal(["200"], Statuses(web.Send(With(16_000))));
        Assert.Equal(["431"], Statuses(web.Send(With(17_000))));
    }

    [Theory]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", true)]
    [InlineData("GET /health HTTP/1.0\r\n\r\n", true)]
    [InlineData("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false)]
    public void A_connection_is_closed_when_the_client_says_so(string bytes, bool closes) =>
        Assert.Equal(closes ? ["200"] : ["200", "404"], Statuses(web.Send(bytes + Web.Get("/end"))));

    [Fact]
    public void What_is_being_answered_when_it_is_to_end_is_answered_and_idle_connections_end()
    {
        using var idle = web.Open();
        using var busy = web.Open();
        idle.Send(Encoding.ASCII.GetBytes(Web.Get("/health")));
        Assert.True(idle.Receive(new byte[1000]) > 0);
        busy.Send(Encoding.ASCII.GetBytes(Web.Get("/slow?ms=400")));
        var requests = 0;
        while (requests < 3)
        {
            // The slow one is under way once it is counted.
            var answer = web.Send(Web.Get("/"));
            requests = (int)JsonNode.Parse(answer[answer.LastIndexOf('{')..])!["requests"]!;
        }

        Assert.True(web.Stop());
        Assert.Contains("Waited 400 ms.", Web.Rest(busy));
        Assert.Equal("", Web.Rest(idle));
        Assert.Throws<SocketException>(() => web.Open());
    }

    private static IEnumerable<string> Statuses(string answers) =>
        answers.Split("HTTP/1.1 ").Skip(1).Select(answer => answer[..3]);
}
