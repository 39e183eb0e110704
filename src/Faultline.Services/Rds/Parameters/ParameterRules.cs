using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Parameters;

/// <summary>What may be changed in a parameter group, and to what (ModifyDBParameterGroup, API reference).</summary>
internal static class ParameterRules
{
    private const int Most = 20;
    private static readonly InstanceFacts any = new(1L << 30, 2);

    /// <summary>The changes with how they come into force.</summary>
    public static List<Parameter> Modify(int major, List<Parameter> asked)
    {
        Count(asked);
        return asked.ConvertAll(each => Value(Find(major, each), each));
    }

    /// <summary>
    /// What puts parameters back to their defaults: those that are named, or all that the group has changed.
    /// </summary>
    public static List<Parameter> Reset(ParameterGroupRow group, int major, bool all, List<Parameter>? asked)
    {
        if (all)
        {
            return asked is { Count: > 0 }
                ? throw Refusal.Combination(
                    "ResetAllParameters and Parameters cannot be specified together.")
                : [.. group.Changes.Values.Where(change => change.ParameterValue is not null)
                    .Select(change => Back(Find(major, change), null))];
        }

        Count(asked ?? []);
        return asked!.ConvertAll(each =>
        {
            var facts = Find(major, each);
            return Back(facts, Method(facts, each.ApplyMethod ?? Unasked(facts)));
        });
    }

    private static void Count(List<Parameter> asked)
    {
        if (asked.Count == 0)
        {
            throw Refusal.Invalid("At least one parameter must be specified.");
        }

        if (asked.Count > Most)
        {
            throw Refusal.Invalid($"Only {Most} parameters can be modified in a single request.");
        }
    }

    private static ParameterFacts Find(int major, Parameter asked) =>
        ParameterTable.Of(major).GetValueOrDefault(asked.ParameterName?.ToLowerInvariant() ?? "")
        ?? throw Refusal.Invalid($"Could not find parameter with name: {asked.ParameterName}");

    private static Parameter Value(ParameterFacts facts, Parameter asked)
    {
        if (asked.ParameterValue is not { } value || asked.ApplyMethod is not { } method)
        {
            throw Refusal.Invalid(
                $"The parameter {facts.Name} must have a ParameterValue and an ApplyMethod.");
        }

        if (!facts.IsModifiable)
        {
            throw Refusal.Invalid($"The parameter {facts.Name} cannot be modified.");
        }

        var isAllowed = Formula.Is(value)
            ? facts.Type is "integer" or "float" && Formula.Compute(value, any) is not null
            : facts.Allows(value);
        return isAllowed
            ? new() { ParameterName = facts.Name, ParameterValue = value, ApplyMethod = Method(facts, method) }
            : throw Refusal.Invalid(
                $"Invalid parameter value: {value} for: {facts.Name} allowed values are: "
                + (facts.Allowed ?? facts.Type));
    }

    private static Parameter Back(ParameterFacts facts, string? method) =>
        new() { ParameterName = facts.Name, ApplyMethod = method ?? Unasked(facts) };

    private static string Unasked(ParameterFacts facts) =>
        facts.IsStatic ? ApplyMethod.PendingReboot : ApplyMethod.Immediate;

    private static string Method(ParameterFacts facts, string asked) => asked switch
    {
        ApplyMethod.Immediate when facts.IsStatic =>
            throw Refusal.Combination("cannot use immediate apply method for static parameter"),
        ApplyMethod.Immediate or ApplyMethod.PendingReboot => asked,
        _ => throw Refusal.Invalid($"Invalid apply method: {asked}"),
    };
}
