using System.Text.Json.Nodes;
using Faultline.Machines;

namespace Faultline.Wire.Tests.Machines;

public sealed class CounterTests : IDisposable
{
    private const string Post = "POST /count HTTP/1.1\r\nHost: a\r\n\r\n";

    private readonly string folder = Directory.CreateTempSubdirectory("faultline-count-").FullName;

    private string File => Path.Combine(folder, "count");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_counter_in_a_file_outlives_the_process_and_not_the_file()
    {
        using (var web = new Web(("FAULTLINE_COUNTER", $"file:{File}")))
        {
            Assert.Equal(0, Count(web.Send(Web.Get("/count"))));
            Assert.Equal(11, Count(web.Send(string.Concat(Enumerable.Repeat(Post, 11)))));
        }

        using var next = new Web(("FAULTLINE_COUNTER", $"file:{File}"));
        Assert.Equal(12, Count(next.Send(Post)));
        Assert.Equal("12\n", System.IO.File.ReadAllText(File));
        System.IO.File.Delete(File);
        Assert.Equal(0, Count(next.Send(Web.Get("/count"))));
        Assert.Equal(1, Count(next.Send(Post)));
    }

    [Fact]
    public void No_count_is_lost_when_many_count()
    {
        using var web = new Web(("FAULTLINE_COUNTER", $"file:{File}"));
        Parallel.For(0, 8, _ => web.Send(string.Concat(Enumerable.Repeat(Post, 10))));
        Assert.Equal(80, Count(web.Send(Web.Get("/count"))));
    }

    [Fact]
    public void A_file_that_cannot_be_counted_in_is_said()
    {
        using var web = new Web(("FAULTLINE_COUNTER", $"file:{File}"));
        System.IO.File.WriteAllText(File, "a dozen\n");
        Assert.Contains("holds no number; write one into it, or remove it", web.Send(Post));
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);
        Assert.StartsWith("HTTP/1.1 500", web.Send(Post), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqs:http://localhost:4566/000000000000/orders")]
    [InlineData("postgres://localhost/db")]
    public void What_cannot_be_counted_in_yet_is_refused_clearly(string where)
    {
        using var web = new Web(("FAULTLINE_COUNTER", where));
        var answer = web.Send(Post);
        Assert.StartsWith("HTTP/1.1 501", answer, StringComparison.Ordinal);
        Assert.Contains("count in 'memory' or in 'file:'", answer);
        Assert.DoesNotContain("localhost", answer);
    }

    [Fact]
    public void All_that_is_wrong_with_the_environment_is_said_at_once()
    {
        var environment = new Dictionary<string, string>
        {
            ["FAULTLINE_ADDRESS"] = "nowhere",
            ["PORT"] = "0",
            ["FAULTLINE_COUNTER"] = "file:here",
            ["FAULTLINE_LOG"] = "all",
        };
        WebSettings.Read(environment.GetValueOrDefault, out var wrong);
        Assert.Equal(4, wrong.Count);
        Assert.All(environment.Keys, name => Assert.Contains(name, string.Join('\n', wrong)));
        var settings = WebSettings.Read(_ => "", out wrong);
        Assert.Empty(wrong);
        Assert.Equal(("127.0.0.1", null, "1"), ($"{settings.Address}", settings.Port, settings.Version));
    }

    private static int Count(string answer) => (int)JsonNode.Parse(answer[answer.LastIndexOf('{')..])!["count"]!;
}
