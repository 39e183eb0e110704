using System.Text.RegularExpressions;
using Faultline.Kernel.Faults;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>
/// Whether every <c>${...}</c> of a plan names a stack that is there by then, or what the drill itself knows. Which
/// outputs a stack has is known only once it is deployed.
/// </summary>
internal sealed partial class ReferenceCheck(DrillPlan plan, Problems problems)
{
    public void Of(YamlNode root, IReadOnlyList<string> stacks)
    {
        Walk(root, stacks, inBody: false);
        for (var at = 0; at < plan.Stacks.Length; at++)
        {
            var stack = plan.Stacks[at];
            foreach (var name in stack.Parameters.Values.SelectMany(References.In))
            {
                if (stacks.Skip(at).Contains(name.Split('.')[0]))
                {
                    problems.At(root, $"the stack {stack.Name} needs ${{{name}}}, which is deployed only after it: "
                        + "put the other stack before it.");
                }
            }
        }
    }

    private void Walk(YamlNode node, IReadOnlyList<string> stacks, bool inBody)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { } text }:
                foreach (var name in References.In(text).Where(name => !IsKnown(name, stacks, inBody)))
                {
                    problems.At(node, Says(name, stacks));
                }

                break;
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                {
                    Walk(value, stacks, key is YamlScalarNode { Value: "body" });
                }

                break;
            case YamlSequenceNode list:
                foreach (var item in list.Children)
                {
                    Walk(item, stacks, inBody);
                }

                break;
        }
    }

    private static bool IsKnown(string name, IReadOnlyList<string> stacks, bool inBody) =>
        name == References.Key ? inBody
        : name is "region" or "account" || Zone().IsMatch(name)
            || (name.Split('.') is [var stack, _] && stacks.Contains(stack));

    private static string Says(string name, IReadOnlyList<string> stacks) => name switch
    {
        References.Key => "${key} is the number of an attempt: it may stand in the body of a probe only.",
        _ when name.StartsWith("zone.", StringComparison.Ordinal) =>
            $"${{{name}}} is no zone: ${{zone.a}} is the id of the first zone of the region, and ${{zone.a.name}} its "
            + "name in the account; so up to f.",
        _ => $"${{{name}}} is neither the output of a stack of this drill, as ${{STACK.OUTPUT}}, nor region, account "
            + $"or a zone.{Nearest.To(name.Split('.')[0], stacks)}",
    };

    [GeneratedRegex(@"^zone\.[a-f](\.name)?\z")]
    private static partial Regex Zone();
}
