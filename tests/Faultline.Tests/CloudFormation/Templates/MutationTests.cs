using Faultline.Kernel;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>Whatever a template is made into: it binds, or it is a fault.</summary>
public sealed class MutationTests
{
    private const int Rounds = 200;

    private static readonly string[] pieces =
    [
        "!Ref ", "!Sub '${A}'", "!GetAtt A.B", "Fn::If", "Fn::ForEach::X", "{", "}", "[", "]", ":", ",", "\"", "'",
        "\n", "\n  ", "- ", "null", "&a", "*a", "!!", "${", "${!", "%", "\0", "é", "\ud800", "Resources",
        "AWS::NoValue",
        "{}", "[]", "0x", "1e99", "-1", "Condition", "Properties", "<<", "? ", "|", ">", "\t", "#", "\\ud83d",
    ];

    public static TheoryData<string> Files => ResolvedTests.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void A_mutated_template_binds_or_is_a_fault(string file)
    {
        var text = File.ReadAllText(Path.Combine(TemplateRig.Folder, "Resolved", file));
        var template = TemplateRig.Cut(TemplateRig.Cut(text, "=== template\n").After!, "===").Before;
        for (var seed = 0UL; seed < Rounds; seed++)
        {
            var mutated = Mutate(template, new Dice(seed));
            try
            {
                var bound = TemplateRig.Bind(mutated);
                foreach (var resource in bound.Resources)
                {
                    bound.ResolveEarly(resource, new Called());
                    bound.Resolve(resource, new Called());
                }
            }
            catch (TemplateFault)
            {
                // Which is what it may be.
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}: {error}\n{mutated}");
            }
        }
    }

    private static string Mutate(string text, Dice dice)
    {
        for (var times = dice.Below(4) + 1; times > 0 && text.Length > 2; times--)
        {
            var at = dice.Below(text.Length - 1);
            var length = Math.Min(dice.Below(12), text.Length - at);
            text = dice.Below(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, pieces[dice.Below(pieces.Length)]),
                2 => text.Insert(dice.Below(text.Length), text.Substring(at, length)),
                _ => text.Remove(at, length).Insert(at, pieces[dice.Below(pieces.Length)]),
            };
        }

        return text;
    }
}
