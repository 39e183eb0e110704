using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>What happened, told so that one reads it.</summary>
public sealed class FoldingTests
{
    [Fact]
    public void What_differs_in_ids_and_hours_alone_is_one_line_until_it_stops()
    {
        var folded = Folding.Of(
        [
            At(1, "launching i-0123456789abcdef0. At 2026-11-26T10:00:01Z it was decided."),
            At(1, "launching i-0123456789abcdef1. At 2026-11-26T10:00:01Z it was decided."),
            At(2, "something else"),
            At(20, "launching i-0123456789abcdef2. At 2026-11-26T10:00:20Z it was decided."),
            At(90, "launching i-0123456789abcdef3. At 2026-11-26T10:01:30Z it was decided."),
        ]);
        Assert.Equal(
            [
                (1, 20, "launching i-.... it was decided. (3 times)"), (2, 2, "something else"),
                (90, 90, "launching i-0123456789abcdef3. it was decided."),
            ],
            folded.Select(one => (Second(one.First), Second(one.Last), one.Says)));
    }

    [Fact]
    public void A_fault_that_leaves_nothing_behind_ends_once()
    {
        Mark[] marks = [At(40, "no longer: x", MarkKind.FaultEnded), At(40, "no longer: x", MarkKind.FaultOver)];
        Assert.Equal(MarkKind.FaultEnded, Assert.Single(Folding.Of(marks)).First.Kind);
        Assert.Equal(2, Folding.Of([marks[0], At(70, "no longer: x", MarkKind.FaultOver)]).Count);
    }

    [Fact]
    public void A_long_text_ends_behind_a_sentence_or_a_word()
    {
        var sentence = $"{new string('a', 150)}. ";
        Assert.Equal(sentence.Trim(), Folding.Short($"{sentence}{new string('b', 100)} c"));
        Assert.Equal($"{new string('a', 150)} ...", Folding.Short($"{new string('a', 150)} {new string('b', 100)}"));
        Assert.Equal("short", Folding.Short("short"));
    }

    private static Mark At(int second, string says, MarkKind kind = MarkKind.Decided) =>
        new(MadeResults.Struck.AddSeconds(second), kind, says);

    private static int Second(Mark mark) => (int)(mark.At - MadeResults.Struck).TotalSeconds;
}
