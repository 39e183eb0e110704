using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Exports: one of a name in an account and region, and none goes or changes while others use it.</summary>
internal static class Exports
{
    /// <summary>Whether a stack may export what it is about to.</summary>
    public static void Check(CloudFormationState state, StackRow stack, IReadOnlyList<Output> outputs)
    {
        foreach (var name in outputs.Select(output => output.ExportName).OfType<string>())
        {
            if (state.Export(stack.Account, name) is var (other, _) && other.Id != stack.Id)
            {
                throw new TemplateFault($"Export with name {name} is already exported by stack {other.Name}.");
            }
        }

        foreach (var before in (stack.Shown.Outputs ?? []).Where(output => output.ExportName is not null))
        {
            var after = outputs.FirstOrDefault(output => output.ExportName == before.ExportName);
            if (after?.OutputValue != before.OutputValue && InUse(state, stack, before.ExportName!) is { } users)
            {
                throw new TemplateFault(
                    $"Export {before.ExportName} cannot be {(after is null ? "deleted" : "updated")} as it is in use "
                    + $"by {users}");
            }
        }
    }

    /// <summary>Why a stack cannot be deleted; null when it can.</summary>
    public static string? Holds(CloudFormationState state, StackRow stack)
    {
        foreach (var name in (stack.Shown.Outputs ?? []).Select(output => output.ExportName).OfType<string>())
        {
            if (InUse(state, stack, name) is { } users)
            {
                return $"Export {name} cannot be deleted as it is in use by {users}";
            }
        }

        return null;
    }

    private static string? InUse(CloudFormationState state, StackRow stack, string name)
    {
        var users = state.ImportersOf(stack.Account, name).Where(each => each.Id != stack.Id)
            .Select(each => each.Name).Order(StringComparer.Ordinal).ToList();
        return users.Count == 0 ? null : string.Join(" and ", users);
    }
}
