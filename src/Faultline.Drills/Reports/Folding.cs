using System.Text.RegularExpressions;

namespace Faultline.Drills.Reports;

/// <summary>
/// What happened, for people: what repeats stands once with how often it came, without the ids and hours in which alone
/// it differs, and no longer than one reads. Pure; programs find all of it in the timeline.
/// </summary>
internal static partial class Folding
{
    /// <summary>A line and a half of most terminals; the sentence that ends by then is whole.</summary>
    private const int SignsMax = 200;

    /// <summary>What comes again after so long begins anew.</summary>
    private static readonly TimeSpan ApartMax = TimeSpan.FromSeconds(30);

    /// <summary>A fault whose end is at once the end of all that it did has one.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>By their first hours, in the order of the marks.</summary>
    public static IReadOnlyList<Folded> Of(IEnumerable<Mark> marks)
    {
        var (all, open) = (new List<Folded>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var mark in marks)
        {
            var key = Key(mark);
            if (open.TryGetValue(key, out var at) && mark.At - all[at].Last.At <= ApartMax)
            {
                all[at] = all[at] with { Last = mark, Count = all[at].Count + 1 };
            }
            else if (!IsEndAgain(mark, all))
            {
                open[key] = all.Count;
                all.Add(new(mark, mark, 1));
            }
        }

        return all;
    }

    /// <summary>The same for all marks that are told as one.</summary>
    public static string Key(Mark mark) =>
        $"{mark.Kind} {mark.Zone} {Ids().Replace(Hours().Replace(mark.Says, ""), "${kind}-...")}";

    /// <summary>Without the hours within it, and cut behind a sentence or a word.</summary>
    public static string Short(string says)
    {
        var text = Blanks().Replace(Hours().Replace(says, ""), " ").Trim();
        if (text.Length <= SignsMax)
        {
            return text;
        }

        var sentence = text.LastIndexOf(". ", SignsMax, StringComparison.Ordinal);
        var word = text.LastIndexOf(' ', SignsMax);
        return sentence > SignsMax / 3 ? text[..(sentence + 1)]
            : $"{text[..(word > 0 ? word : SignsMax)].TrimEnd(',', ':', ';')} ...";
    }

    /// <summary>What several marks say together: without what is each one's own.</summary>
    internal static string Common(string says) => Ids().Replace(says, "${kind}-...");

    private static bool IsEndAgain(Mark mark, List<Folded> before) => mark.Kind == MarkKind.FaultOver
        && before.Exists(each => each.First.Kind == MarkKind.FaultEnded && each.First.Says == mark.Says
            && (mark.At - each.First.At).Duration() <= AtOnce);

    [GeneratedRegex(@"\bAt \d{4}-\d\d-\d\dT[\d:.]+Z ")]
    private static partial Regex Hours();

    [GeneratedRegex(@"\b(?<kind>[a-z]{1,12})-[0-9a-f]{8,17}\b")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\s{2,}")]
    private static partial Regex Blanks();
}

/// <summary>Marks that say the same, from the first to the last of them.</summary>
internal sealed record Folded(Mark First, Mark Last, int Count)
{
    /// <summary>In one sentence, with how many there were.</summary>
    public string Says => Count == 1
        ? Folding.Short(First.Says)
        : $"{Folding.Short(Folding.Common(First.Says))} ({Texts.Count(Count)} times)";
}
