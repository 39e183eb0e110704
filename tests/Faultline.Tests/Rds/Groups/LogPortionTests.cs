using System.Text;
using Faultline.Services.Rds.Logs;

namespace Faultline.Tests.Rds.Groups;

public sealed class LogPortionTests
{
    private static readonly byte[] file = Encoding.UTF8.GetBytes("one\ntwo\nthree\nfour\n");

    [Theory]
    [InlineData(null, null, "one\ntwo\nthree\nfour\n", "0:19", false)]
    [InlineData(null, 2, "three\nfour\n", "0:19", false)]
    [InlineData("0", 2, "one\ntwo\n", "0:8", true)]
    [InlineData("0:8", 1, "three\n", "0:14", true)]
    [InlineData("5:14", null, "four\n", "5:19", false)]
    [InlineData("0:19", null, "", "0:19", false)]
    [InlineData("0:99", 5, "", "0:19", false)]
    public void A_part_begins_where_the_marker_says_and_else_ends_with_the_file(
        string? marker, int? lines, string text, string next, bool isMore) =>
        Assert.Equal(new(text, next, isMore), Part(file, marker, lines));

    [Fact]
    public void Parts_are_whole_lines_of_at_most_a_mebibyte_and_make_up_the_file()
    {
        var large = Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Range(0, 40_000).Select(number => $"{number}: {new string('x', 60)}\n")));
        var all = new StringBuilder();
        string? marker = "0";
        LogPortion part;
        do
        {
            part = Part(large, marker, null);
            Assert.EndsWith("\n", part.Text);
            Assert.True(part.Text.Length <= 1 << 20);
            all.Append(part.Text);
            marker = part.Marker;
        }
        while (part.IsMore);
        Assert.Equal(Encoding.UTF8.GetString(large), all.ToString());
        var end = Part(large, null, null);
        Assert.Equal(10_000, end.Text.Count(letter => letter == '\n'));
        Assert.EndsWith(end.Text, all.ToString());
    }

    [Fact]
    public void The_end_of_a_file_whose_last_line_is_not_whole_is_shown() =>
        Assert.Equal("two\nthr", Part(Encoding.UTF8.GetBytes("one\ntwo\nthr"), null, 2).Text);

    [Theory]
    [InlineData("x", null)]
    [InlineData("1:2:3", null)]
    [InlineData("0:-1", null)]
    [InlineData("0", 0)]
    public Task A_wrong_marker_or_count_is_refused(string marker, int? lines) =>
        GroupRig.Refused("InvalidParameterValue", () => Task.FromResult(Part(file, marker, lines)));

    /// <summary>What is read comes in small pieces.</summary>
    private static LogPortion Part(byte[] bytes, string? marker, int? lines) => LogPortion.Of(
        bytes.Length,
        (offset, count) => bytes[(int)offset..(int)Math.Min(bytes.Length, offset + Math.Min(count, 4096))],
        marker,
        lines);
}
