using System.Globalization;
using System.Text;
using Faultline.Kernel;
using Faultline.Wire.Tests.World;
using Xunit.Abstractions;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>
/// Requests mutated from valid ones, through the whole request path: each gets a proper answer of AWS's, and the server
/// goes on. FAULTLINE_FUZZ says how many for each protocol, FAULTLINE_SEED under which seed.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Lines = 8;

    /// <summary>No answer takes as long, unless there is none.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Errors of requests that are right but for what they name.</summary>
    private static readonly string[] AboutState =
    [
        "ReceiptHandleIsInvalid", "ResourceNotFound", "InvalidAuthorizationMessage", "InvalidIdentityToken",
        "TaskHandle is invalid", "LoadBalancerNotFound", "TargetGroupNotFound", "ListenerNotFound", "SubnetNotFound",
        "The VPC ID 'vpc-0123456789abcdef0' is not found", "Unable to parse certificate",
    ];

    private static ulong Seed { get; } = ulong.Parse(
        Environment.GetEnvironmentVariable("FAULTLINE_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("json", 6_000, true)]
    [InlineData("query", 6_000, true)]
    [InlineData("json 1.1", 1_500, false)]
    [InlineData("acm", 750, true)]
    [InlineData("arc-zonal-shift", 750, true)]
    [InlineData("cloudformation", 750, true)]
    [InlineData("rds", 750, true)]
    [InlineData("ssm", 750, true)]
    [InlineData("cbor", 1_500, true)]
    [InlineData("ec2", 1_500, true)]
    [InlineData("rest-json", 1_500, false)]
    [InlineData("rest-xml", 1_500, false)]
    public async Task Every_mutated_request_gets_a_proper_answer(string protocol, int unlessTold, bool built)
    {
        var asked = Environment.GetEnvironmentVariable("FAULTLINE_FUZZ");
        var count = int.TryParse(asked, out var told) ? told : unlessTold;
        await using var server = await Running.Start(
            settings => settings with { Log = LogLevel.Error }, new QuickClock(times: 20));
        await Begin(server);
        var began = TimeProvider.System.GetTimestamp();
        var tallies = await Task.WhenAll(Enumerable.Range(0, Lines).Select(line =>
            Task.Run(() => Run(server, protocol, line, (count + Lines - 1) / Lines, built))));
        await Begin(server);
        var took = TimeProvider.System.GetElapsedTime(began);
        var tally = tallies.SelectMany(each => each).GroupBy(each => each.Key)
            .ToDictionary(group => group.Key, group => group.Sum(each => each.Value));
        output.WriteLine($"{protocol}: {tally.Values.Sum() / took.TotalSeconds:0} requests/s; "
            + string.Join(", ", tally.OrderBy(each => each.Key).Select(each => $"{each.Key}: {each.Value}")));
        Assert.Equal("", server.Log);
        // Most mutations leave something that is understood far enough to be refused by AWS's rules, not by HTTP's.
        Assert.True(tally.Where(each => each.Key > 0).Sum(each => each.Value) > count / 2);
    }

    /// <summary>Mutations of what is refused from the start would prove nothing.</summary>
    [Theory]
    [InlineData("json", true)]
    [InlineData("query", true)]
    [InlineData("json 1.1", false)]
    [InlineData("acm", true)]
    [InlineData("arc-zonal-shift", true)]
    [InlineData("cloudformation", true)]
    [InlineData("rds", true)]
    [InlineData("ssm", true)]
    [InlineData("cbor", true)]
    [InlineData("ec2", true)]
    [InlineData("rest-json", false)]
    [InlineData("rest-xml", false)]
    public async Task What_mutations_begin_with_is_valid(string protocol, bool built)
    {
        await using var server = await Running.Start();
        await Begin(server);
        foreach (var draft in Corpus.Of(protocol))
        {
            await using var line = new Line(server.Connect());
            await line.Send(draft.Bytes());
            using var limit = new CancellationTokenSource(Limit);
            var reply = (await line.Read(head: false, limit.Token))!;
            var wellFormed = built
                ? reply.Status is 200 or 201
                    || AboutState.Any(code => (reply.Head + reply.Text).Contains(code, StringComparison.Ordinal))
                : reply.Status == 501;
            Assert.True(wellFormed, $"{Escape(draft.Bytes())}\n{reply.Status} {reply.Text}");
        }
    }

    /// <summary>What fuzzing has found, as it was sent.</summary>
    [Theory]
    [MemberData(nameof(Found.Rows), MemberType = typeof(Found))]
    public async Task What_was_found_once_stays_mended(string request)
    {
        await using var server = await Running.Start(settings => settings with { Log = LogLevel.Error });
        await Begin(server);
        await using var line = new Line(server.Connect());
        await line.Send(Unescape(request));
        using var limit = new CancellationTokenSource(Limit);
        var reply = await line.Read(request.StartsWith("HEAD ", StringComparison.Ordinal), limit.Token);
        Assert.NotNull(reply);
        Assert.True(Verdict.On(reply) is null, $"{Verdict.On(reply)}\n{reply.Status} {reply.Text}\n{server.Log}");
        Assert.Equal("", server.Log);
    }

    /// <summary>Sends mutations over connections that are kept alive; gives how often each status came.</summary>
    private static async Task<Dictionary<int, int>> Run(
        Running server, string protocol, int number, int count, bool built)
    {
        var dice = new Dice(Seed).Fork($"{protocol} {number}");
        var mutation = new Mutation(dice, Corpus.Of(protocol));
        var tally = new Dictionary<int, int>();
        var line = new Line(server.Connect());
        try
        {
            for (var i = 0; i < count; i++)
            {
                var draft = mutation.Next();
                var bytes = draft.Bytes(dice.Chance(0.05));
                using var limit = new CancellationTokenSource(Limit);
                Reply? reply;
                try
                {
                    await line.Send(bytes);
                    reply = await line.Read(draft.Method == "HEAD", limit.Token);
                }
                catch (OperationCanceledException)
                {
                    throw Failure(protocol, number, i, bytes, "no answer", server);
                }

                if (reply is null || Verdict.On(draft, reply, built) is not null)
                {
                    var why = reply is null ? "the connection closed" : Verdict.On(draft, reply, built)!;
                    throw Failure(protocol, number, i, bytes, $"{why}\n{reply?.Head}{reply?.Text}", server);
                }

                var key = reply.ContentType.Length > 0 || reply.Status < 400 ? reply.Status : -reply.Status;
                tally[key] = tally.GetValueOrDefault(key) + 1;
                if (reply.Closes)
                {
                    await line.DisposeAsync();
                    line = new(server.Connect());
                }
            }
        }
        finally
        {
            await line.DisposeAsync();
        }

        return tally;
    }

    /// <summary>The server answers valid requests, each with what it asks for.</summary>
    private static async Task Begin(Running server)
    {
        await using var line = new Line(server.Connect());
        using var limit = new CancellationTokenSource(Limit);
        foreach (var draft in Corpus.Beginning())
        {
            await line.Send(draft.Bytes());
            var reply = await line.Read(head: false, limit.Token);
            // A mutation may have given the queue other attributes than a plain one has.
            Assert.True(reply is { Status: 200 } || reply!.Text.Contains("QueueNameExists", StringComparison.Ordinal),
                $"{reply?.Status} {reply?.Text}");
        }
    }

    private static InvalidOperationException Failure(
        string protocol, int line, int index, byte[] request, string why, Running server) => new(
            $"{protocol}, FAULTLINE_SEED={Seed}, line {line}, request {index}: {why}\n{server.Log}\n{Escape(request)}");

    private static string Escape(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var each in bytes)
        {
            text.Append(each switch
            {
                (byte)'\\' => @"\\",
                >= 0x20 and < 0x7f => ((char)each).ToString(),
                _ => $"\\x{each:x2}",
            });
        }

        return text.ToString();
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
            }
            else if (text[++i] == '\\')
            {
                bytes.Add((byte)'\\');
            }
            else
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
        }

        return [.. bytes];
    }
}
