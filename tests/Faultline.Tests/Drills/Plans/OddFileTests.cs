using Faultline.Drills.Plans;
using Faultline.Drills.Sites;
using Faultline.Kernel;

namespace Faultline.Tests.Drills.Plans;

/// <summary>Files that no person would write are refused in words, and never break whoever reads them.</summary>
public sealed class OddFileTests
{
    private static readonly string[] odd =
    [
        ":", "-", "{", "}", "[", "]", "\"", "'", "!!str ", "!!int ", "!x ", "&a ", "*a", "|\n", ">\n", "? ", "%", "@",
        "null", "~", "NaN", ".inf", "-1", "1e400", "99999999999999999999", "0x10", "\t", "\0", "\\U00110000", "${",
        "${kept.x}", "${before}", "${zone.a}", "a: b", "# ", "---\n", "...\n", "<<: ", "true", "P1D", "100%", "\uFEFF",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_file_that_was_torn_is_read_or_refused(ulong seed)
    {
        var dice = new Dice(seed);
        for (var file = 0; file < 300; file++)
        {
            var text = DrillFileTests.Whole;
            for (var cuts = dice.Below(4) + 1; cuts > 0; cuts--)
            {
                text = Torn(text, dice);
            }

            try
            {
                DrillFileTests.Read(text);
            }
            catch (DrillRefused refused)
            {
                Assert.NotEmpty(refused.Problems);
                Assert.All(refused.Problems, 
                    problem => Assert.StartsWith("drills/drill.yaml", problem, StringComparison.Ordinal));
            }
            catch (Exception broken)
            {
                Assert.Fail($"{broken}\nof:\n{text}");
            }
        }
    }

    private static string Torn(string text, Dice dice)
    {
        var lines = text.Split('\n').ToList();
        var (at, sign) = (dice.Below(lines.Count), dice.Below(text.Length));
        switch (dice.Below(6))
        {
            case 0:
                lines.RemoveAt(at);
                return string.Join('\n', lines);
            case 1:
                lines.Insert(dice.Below(lines.Count), lines[at]);
                return string.Join('\n', lines);
            case 2:
                return text.Insert(sign, odd[dice.Below(odd.Length)]);
            case 3:
                return text.Remove(sign, Math.Min(dice.Below(9) + 1, text.Length - sign));
            case 4:
                // Another value, after the colon.
                var colon = lines[at].IndexOf(':', StringComparison.Ordinal);
                lines[at] = $"{lines[at][..(colon + 1)]} {odd[dice.Below(odd.Length)]}";
                return string.Join('\n', lines);
            default:
                lines[at] = (dice.Chance(0.5) ? "  " : "") + lines[at].TrimStart(' ');
                return string.Join('\n', lines);
        }
    }
}
