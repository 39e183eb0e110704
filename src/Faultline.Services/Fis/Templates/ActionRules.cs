using Faultline.Api.Fis;
using Faultline.Services.Fis.Actions;

namespace Faultline.Services.Fis.Templates;

/// <summary>What the actions of a template must be like. Pure.</summary>
internal static class ActionRules
{
    public static void Check(ExperimentTemplate template, Catalogue catalogue)
    {
        var actions = template.Actions ?? [];
        if (actions.Count == 0)
        {
            throw Refusal.Invalid("The experiment template must have at least one action.");
        }

        if (actions.Count > Limits.Actions)
        {
            throw Refusal.Quota("actions in an experiment template", Limits.Actions);
        }

        foreach (var (name, action) in actions.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var kind = catalogue.Find(action.ActionId)
                ?? throw Refusal.Invalid($"Unknown action ID \"{action.ActionId}\" found in action \"{name}\".");
            CheckTargets(template, name, action, kind);
            CheckParameters(name, action, kind);
            if (action.StartAfter?.Find(earlier => !actions.ContainsKey(earlier)) is { } missing)
            {
                throw Refusal.Invalid($"Unknown action \"{missing}\" found in startAfter of action \"{name}\".");
            }
        }

        CheckSequence(actions);
    }

    private static void CheckTargets(
        ExperimentTemplate template, string name, ExperimentTemplateAction action, ActionKind kind)
    {
        foreach (var (slot, target) in action.Targets ?? [])
        {
            if (slot != kind.Target?.Slot)
            {
                throw Refusal.Invalid($"Unexpected target \"{slot}\" found in action \"{name}\".");
            }

            if (template.Targets?.GetValueOrDefault(target) is not { } found)
            {
                throw Refusal.Invalid($"Unknown target \"{target}\" found in action \"{name}\".");
            }

            if (found.ResourceType != kind.Target.ResourceType)
            {
                throw Refusal.Invalid(
                    $"Unexpected resource type \"{found.ResourceType}\" of target \"{target}\" found in action "
                    + $"\"{name}\", which takes \"{kind.Target.ResourceType}\".");
            }
        }

        if (kind.Target is { } needed && action.Targets?.ContainsKey(needed.Slot) != true)
        {
            throw Refusal.Invalid($"Missing target \"{needed.Slot}\" in action \"{name}\".");
        }
    }

    private static void CheckParameters(string name, ExperimentTemplateAction action, ActionKind kind)
    {
        var parameters = action.Parameters ?? [];
        foreach (var (parameter, value) in parameters)
        {
            if (!kind.Parameters.Any(known => known.Name == parameter))
            {
                throw Refusal.Invalid($"Unexpected parameter \"{parameter}\" found in action \"{name}\".");
            }

            if (Durations.IsOne(parameter)
                && !(Durations.Read(value) is { } span && span >= Limits.ActionLeast && span <= Limits.ActionMost))
            {
                throw Refusal.Invalid(
                    $"Invalid value \"{value}\" of parameter \"{parameter}\" found in action \"{name}\". It must be an "
                    + "ISO 8601 duration from one second to 12 hours.");
            }
        }

        if (kind.Parameters.FirstOrDefault(each => each.Required && !parameters.ContainsKey(each.Name)) is { } missing)
        {
            throw Refusal.Invalid($"Missing parameter \"{missing.Name}\" in action \"{name}\".");
        }

        if (kind.Acts?.Check(parameters).FirstOrDefault() is { } wrong)
        {
            throw Refusal.Invalid($"Invalid parameters found in action \"{name}\": {wrong}");
        }
    }

    private static void CheckSequence(Dictionary<string, ExperimentTemplateAction> actions)
    {
        var sequence = new Sequence(
            actions.Select(each => (each.Key, (IReadOnlyList<string>)(each.Value.StartAfter ?? []))));
        if (sequence.Circle is { } circle)
        {
            throw Refusal.Invalid($"Circular startAfter found in action \"{circle}\".");
        }

        if (sequence.Width() > Limits.ParallelActions)
        {
            throw Refusal.Quota("actions of an experiment that run at the same time", Limits.ParallelActions);
        }

        if (sequence.Length(name => Durations.LastingOf(actions[name].Parameters) ?? default) > Limits.ExperimentMost)
        {
            throw Refusal.Invalid("The actions of the experiment template take more than 12 hours.");
        }
    }
}
