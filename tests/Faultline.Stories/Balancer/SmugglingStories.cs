using System.Text;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>Requests that one program reads in another way than the next: every one is refused.</summary>
public sealed class SmugglingStories
{
    private const string Begin = "POST / HTTP/1.1\r\nHost: a\r\n";
    private const string Chunked = $"{Begin}Transfer-Encoding: chunked\r\n\r\n";
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

    private static readonly string[] Pieces =
        ["\r\n", "\n", "\r", "\0", " ", ":", "0", "Content-Length: 7\r\n", ";"];

    public static TheoryData<string, string> Corpus => new()
    {
        { "CL.TE", $"{Begin}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX" },
        { "TE.CL", $"{Begin}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n8\r\nSMUGGLED\r\n0\r\n\r\n" },
        {
            "TE.TE, another value",
            $"{Begin}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n{Hidden}"
        },
        { "TE.TE, twice", $"{Begin}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE with a blank before the colon", $"{Begin}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE with a tab before the value", $"{Begin}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE in quotes", $"{Begin}Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE that begins with it", $"{Begin}Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE in a list", $"{Begin}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE on a folded line", $"{Begin}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE after a bare line feed", $"{Begin}X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "TE of the old version", $"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}" },
        { "CL that differ", $"{Begin}Content-Length: 0\r\nContent-Length: 44\r\n\r\n{Hidden}" },
        { "CL twice the same", $"{Begin}Content-Length: 0\r\nContent-Length: 0\r\n\r\n{Hidden}" },
        { "CL in a list", $"{Begin}Content-Length: 0, 44\r\n\r\n{Hidden}" },
        { "CL with a sign", $"{Begin}Content-Length: +0\r\n\r\n{Hidden}" },
        { "CL in hexadecimal", $"{Begin}Content-Length: 0x0\r\n\r\n{Hidden}" },
        { "CL that overflows", $"{Begin}Content-Length: 18446744073709551616\r\n\r\n{Hidden}" },
        { "CL with a blank inside", $"{Begin}Content-Length: 4 4\r\n\r\n{Hidden}" },
        { "CL with a blank before the colon", $"{Begin}Content-Length : 44\r\n\r\n{Hidden}" },
        { "a folded field", $"{Begin}X: a\r\n b\r\n\r\n" },
        { "a fold first", $"POST / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n" },
        { "a bare line feed after the first line", "GET / HTTP/1.1\nHost: a\r\n\r\n" },
        { "a bare line feed at the end", $"GET / HTTP/1.1\r\nHost: a\r\n\n{Hidden}" },
        { "a bare carriage return", $"{Begin}X: a\rContent-Length: 44\r\n\r\n{Hidden}" },
        { "a zero byte in a value", $"{Begin}X: a\0b\r\n\r\n" },
        { "a zero byte in a name", $"{Begin}X\0: a\r\n\r\n" },
        { "a name that is none", $"{Begin}X(Y): a\r\n\r\n" },
        { "a field without a colon", $"{Begin}Content-Length\r\n\r\n" },
        { "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" },
        { "no host", "GET / HTTP/1.1\r\n\r\n" },
        { "a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n" },
        { "a version that is none", "GET / HTTP/1.1x\r\nHost: a\r\n\r\n" },
        { "a chunk size with 0x", $"{Chunked}0x1\r\na\r\n0\r\n\r\n" },
        { "a chunk size with a blank", $"{Chunked}1 \r\na\r\n0\r\n\r\n" },
        { "a chunk size that is negative", $"{Chunked}-1\r\na\r\n0\r\n\r\n" },
        { "a chunk size that overflows", $"{Chunked}10000000000000001\r\na\r\n0\r\n\r\n" },
        { "a chunk with a bare line feed", $"{Chunked}1\na\r\n0\r\n\r\n" },
        { "a chunk that is too long", $"{Chunked}1\r\nab\r\n0\r\n\r\n" },
        { "a chunk without an end", $"{Chunked}1\r\na0\r\n\r\n" },
        { "a bare line feed in an extension", $"{Chunked}1;a\nb\r\na\r\n0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void What_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_heard(string what, string request) =>
        Explore.Seed(1, async world =>
        {
            await using var stall = new Stall(world);
            await stall.Open(1);
            var caller = stall.Call();
            await caller.Send(request + Hidden);
            var reply = await caller.Hear();
            Assert.True(reply?.Status is 400 or 505, $"{what}: {reply?.Status}");
            Assert.False(caller.IsOpen, what);
            Assert.DoesNotContain(stall.Workers[0].Seen, seen => seen.Contains("hidden", StringComparison.Ordinal));
        });

    /// <summary>Bytes of valid requests, changed here and there: nobody crashes, hangs, or leaks.</summary>
    [Fact]
    public void Fuzzed_bytes_of_clients_do_no_harm() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        for (var i = 0; i < 20; i++)
        {
            var caller = stall.Call();
            await caller.Send(Mutated(
                world,
                $"{Begin}Content-Length: 5\r\nX-A: b\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: b\r\n\r\n"
                + $"{Chunked}3\r\nabc\r\n0\r\n\r\n"));
            caller.Close();
        }

        stall.Workers[0].Seen.Clear();
        Assert.Equal("w0", (await stall.Call().Ask("/after")).Body);
    });

    [Fact]
    public void Fuzzed_bytes_of_targets_do_no_harm() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(2, group => group with { Check = Stall.Check with { Path = "/health" } });
        for (var i = 0; i < 10; i++)
        {
            stall.Workers[0].Says = Mutated(
                world, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            stall.Workers[0].Leaves = true;
            var caller = stall.Call();
            await caller.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            try
            {
                var heard = "";
                for (var more = await caller.Bytes(); more.Length > 0; more = await caller.Bytes())
                {
                    heard += more;
                }

                Assert.True(heard.Length == 0 || heard.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), heard);
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                // An answer that broke off is shown as one.
            }
        }

        (stall.Workers[0].Says, stall.Workers[0].Leaves) = (null, false);
        Assert.Equal(200, (await stall.Call().Ask("/after")).Status);
    });

    private static string Mutated(World world, string text)
    {
        var bytes = new StringBuilder(text);
        for (var changes = 1 + world.Dice.Below(4); changes > 0 && bytes.Length > 1; changes--)
        {
            var at = world.Dice.Below(bytes.Length);
            switch (world.Dice.Below(5))
            {
                case 0:
                    bytes[at] = (char)world.Dice.Below(256);
                    break;
                case 1:
                    bytes.Remove(at, Math.Min(1 + world.Dice.Below(8), bytes.Length - at));
                    break;
                case 2:
                    bytes.Insert(at, Pieces[world.Dice.Below(Pieces.Length)]);
                    break;
                case 3:
                    bytes.Insert(at, bytes.ToString(at, Math.Min(1 + world.Dice.Below(20), bytes.Length - at)));
                    break;
                default:
                    bytes.Length = at + 1;
                    break;
            }
        }

        return bytes.ToString();
    }
}
