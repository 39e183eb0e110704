using System.Text;
using Faultline.Api.Ec2;
using Faultline.Services.Logs.Console;
using Faultline.Tests.Ec2;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Logs;

/// <summary>What instances write on their consoles comes into a group when it is asked for.</summary>
public sealed class ConsoleTests
{
    private const string Instance = "i-0123456789abcdef0";
    private const int Shown = 64 << 10;

    private readonly StringBuilder console = new();
    private readonly LogsRig rig;
    private string? tag = LogsRig.Group;
    private bool isGone;
    private string[] accounts = [Ec2Call.Account];

    public ConsoleTests() => rig = new(new()
    {
        Instances = new FakeApi(Ec2Model.Service, Answer),
        Accounts = () => new(accounts),
    });

    [Fact]
    public async Task Lines_come_once_each_when_they_are_whole()
    {
        await Write("one\r\ntwo\n\nthr");
        Assert.Equal(["one", "two"], await rig.Search());
        await Write("ee\n");
        await Write("");
        Assert.Equal(["one", "two", "three"], await rig.Search());
        Assert.Equal(Instance, Assert.Single(await rig.Streams()).LogStreamName);
        rig.Reopen();
        await Write("four\n");
        Assert.Equal(["one", "two", "three", "four"], await rig.Search());
    }

    [Fact]
    public async Task A_console_that_lost_its_beginning_goes_on_where_it_was_read()
    {
        var written = 0;
        for (var round = 0; round < 6; round++)
        {
            await Write(Lines(400));
        }

        var all = await rig.Search();
        Assert.Equal(Enumerable.Range(0, written), all.Select(line => int.Parse(line.Split(' ')[1])));
        // More than is shown at once: what nobody saw is lost, and nothing comes twice.
        await Write(Lines(2000));
        all = await rig.Search();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.StartsWith($"line {written - 1} ", all[^1], StringComparison.Ordinal);

        string Lines(int count) => string.Concat(
            Enumerable.Range(0, count).Select(_ => $"line {written++} {new string('.', 60)}\n"));
    }

    [Fact]
    public async Task A_console_that_begins_anew_is_read_anew()
    {
        await Write("first life\n");
        console.Clear();
        await Write("second\n");
        Assert.Equal(["first life", "second"], await rig.Search());
    }

    [Fact]
    public async Task Only_what_is_tagged_is_read_and_only_into_what_can_be_a_group()
    {
        tag = null;
        await Write("secret\n");
        tag = "no such name!";
        await Write("secret\n");
        tag = "aws/mine";
        await Write("secret\n");
        Assert.Empty(await rig.Groups());
        (tag, isGone) = (LogsRig.Group, true);
        await Write("x\n");
        Assert.Empty(await rig.Groups());
        Assert.Equal(rig.Now.AddSeconds(5), await rig.Logs.Consoles.Look(LogsRig.Ct));
        accounts = [];
        Assert.Equal(rig.Now.AddSeconds(10), await rig.Logs.Consoles.Look(LogsRig.Ct));
    }

    [Theory]
    [InlineData(null, "a\nb", true, "a", 2)]
    [InlineData("a\n", "a\nb\n", true, "b", 4)]
    [InlineData("a\n", "a\n", true, "", 2)]
    [InlineData("a\nb\n", "x\n", true, "x", 2)]
    [InlineData("a\nb\n", "x\na\nb\nc\n", false, "c", -1)]
    [InlineData("a\n", "c\nd\n", false, "c d", -1)]
    public void A_mark_says_what_is_new(string? before, string shown, bool isWhole, string lines, long taken)
    {
        var mark = before is null ? null : ConsoleMark.Read(null, Encoding.UTF8.GetBytes(before), true).Mark;
        var (read, after) = ConsoleMark.Read(mark, Encoding.UTF8.GetBytes(shown), isWhole);
        Assert.Equal(lines, string.Join(' ', read.Select(Encoding.UTF8.GetString)));
        Assert.Equal(taken, after.Taken);
    }

    [Fact]
    public void A_line_without_an_end_is_taken_in_pieces()
    {
        var (lines, mark) = ConsoleMark.Read(null, Encoding.UTF8.GetBytes(new string('x', 20_000)), true);
        Assert.Equal((20_000, 20_000L), (Assert.Single(lines).Length, mark.Taken));
    }

    private async Task Write(string text)
    {
        console.Append(text);
        await rig.Logs.Consoles.Look(LogsRig.Ct);
    }

    private IStructure? Answer(IStructure input) => input switch
    {
        DescribeTagsRequest request => new DescribeTagsResult
        {
            Tags = tag is null || request.Filters![0].Values![0] != "faultline:logs"
                ? []
                : [new() { ResourceId = Instance, Key = "faultline:logs", Value = tag }],
        },
        GetConsoleOutputRequest when isGone => throw new AwsError("InvalidInstanceID.NotFound", 400, "gone"),
        GetConsoleOutputRequest => new GetConsoleOutputResult { Output = Tail() },
        _ => throw new InvalidOperationException(),
    };

    private string Tail()
    {
        var bytes = Encoding.UTF8.GetBytes(console.ToString());
        return Convert.ToBase64String(bytes[^Math.Min(Shown, bytes.Length)..]);
    }
}
