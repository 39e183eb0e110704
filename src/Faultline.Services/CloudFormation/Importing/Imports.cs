using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Importing;

/// <summary>
/// Resources that are there already and are taken into a stack ("Import AWS resources into a CloudFormation stack",
/// user guide): what may be asked, in AWS's words. Pure.
/// </summary>
internal static class Imports
{
    /// <summary>What AWS says of a change set that only takes things in.</summary>
    public const string Review =
        "Verify that resources and their properties defined in the template match the intended configuration of the "
        + "resource import to avoid unexpected changes.";

    /// <summary>The parts by which what is to be imported is called, by logical id.</summary>
    public static Dictionary<string, List<KeyValuePair<string, string>>> Of(
        CreateChangeSetInput request, Template template, Func<string, TypeFacts?> facts)
    {
        var asked = request.ResourcesToImport ?? [];
        if (request.ChangeSetType != ChangeSetType.Import)
        {
            return asked.Count == 0 ? [] : throw Refusal.Invalid(
                "ResourcesToImport can be specified only when ChangeSetType is IMPORT.");
        }

        if (asked.Count == 0)
        {
            throw Refusal.Invalid("Must Provide at least one resource to import");
        }

        if (asked.DistinctBy(each => each.LogicalResourceId, StringComparer.Ordinal).Count() < asked.Count)
        {
            throw Refusal.Invalid("Every resource to import must have unique LogicalResourceId");
        }

        var types = template.AllResources.ToDictionary(one => one.LogicalId, one => one.Type, StringComparer.Ordinal);
        Refuse(
            asked.Select(each => each.LogicalResourceId).Where(id => !types.ContainsKey(id)),
            static ids => $"The logical resource ids [{ids}] provided in ResourceToImport do not exist in the "
                + "template.");
        var all = new Dictionary<string, List<KeyValuePair<string, string>>>(StringComparer.Ordinal);
        foreach (var each in asked)
        {
            var parts = Identity.Ordered(each.ResourceType, facts(each.ResourceType), each.ResourceIdentifier);
            if (types[each.LogicalResourceId] != each.ResourceType)
            {
                throw Refusal.Invalid(
                    $"Resource type of [{each.LogicalResourceId}] passed in ResourceToImport does not match with "
                    + "resource type defined in the template. Resource type in ResourceToImport: "
                    + $"{each.ResourceType}; Resource type in Template: {types[each.LogicalResourceId]}.");
            }

            all.Add(each.LogicalResourceId, parts);
        }

        return all;
    }

    /// <summary>Whether a change set takes in what is named and changes nothing else.</summary>
    public static void Check(
        IReadOnlyCollection<string> asked,
        Bound bound,
        Edition edition,
        Edition? before,
        IReadOnlyList<ResourceChange> changes)
    {
        var outputs = before is null ? null : Template.Read(before.Body).OutputsText;
        if ((bound.Template.OutputsText ?? "{}") != (outputs ?? "{}"))
        {
            throw Frozen("Outputs");
        }

        if (!edition.Tags.SequenceEqual(before?.Tags ?? Pairs.None))
        {
            throw Frozen("Tags");
        }

        List<string> Those(params ReadOnlySpan<string> actions)
        {
            var all = new List<string>();
            foreach (var change in changes)
            {
                if (actions.Contains(change.Action))
                {
                    all.Add(change.LogicalResourceId!);
                }
            }

            return all;
        }

        var added = Those(ChangeAction.Add, ChangeAction.Import);
        if (added.Count == 0)
        {
            throw Refusal.Invalid("The template should contain at least one new resource to import.");
        }

        Refuse(
            asked.Where(id => !added.Contains(id)),
            static ids => $"Resources [{ids}] passed in ResourceToImport are already in a stack and cannot be "
                + "imported.");
        Refuse(
            added.Where(id => !asked.Contains(id)),
            static ids => $"Resources [{ids}] is missing from ResourceToImport list");
        Refuse(
            Those(ChangeAction.Modify, ChangeAction.Remove).Order(StringComparer.Ordinal),
            static ids => $"You have modified resources [{ids}] in your template that are not being imported. Update, "
                + "create or delete operations cannot be executed during import operations.");
        Refuse(
            asked.Where(id => bound.Find(id) is { DeletionPolicy: null }),
            static ids => $"The following resources to import [{ids}] must have DeletionPolicy attribute specified in "
                + "the template.");
    }

    /// <summary>Why those that were found may not be taken in by themselves; null where they may.</summary>
    public static string? Unretained(IReadOnlyList<Candidate> found, Bound bound)
    {
        var lacking = found
            .Where(each => bound.Find(each.LogicalId)?.DeletionPolicy is not ("Retain" or "RetainExceptOnCreate"))
            .Select(each => $"{each.LogicalId} "
                + $"({{{string.Join(", ", each.Identifier.Select(part => $"{part.Key}={part.Value}"))}}})")
            .ToList();
        return lacking.Count == 0
            ? null
            : "CloudFormation is attempting to import some resources because they already exist in your account. The "
                + "resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the "
                + $"template for successful import. The affected resources are {string.Join(", ", lacking)}";
    }

    /// <summary>That one of them is a stack's already; null where none is.</summary>
    public static string? Owned(CloudFormationState state, string account, IReadOnlyList<Candidate> found) =>
        (from each in found
         from row in state.Resources.Of(account)
         where row is { IsGone: false, Now: { PhysicalId: not null } now } && now.Type == each.Type
             && now.PhysicalId == each.Id && IsUnder(now, each) && state.Stacks.Find(row.Stack) is { IsGone: false }
         select $"{string.Join('|', each.Identifier.Select(part => part.Value))} already exists in stack {row.Stack}")
        .FirstOrDefault();

    /// <summary>Of the same name under the same thing, as a stream in its group.</summary>
    private static bool IsUnder(Made now, Candidate each)
    {
        var properties = now.ReadProperties();
        return each.Identifier.All(part => properties[part.Key] is not { } said || Scalars.Text(said) == part.Value);
    }

    private static Wire.AwsError Frozen(string what) =>
        Refusal.Invalid($"As part of the import operation, you cannot modify or add [{what}]");

    private static void Refuse(IEnumerable<string> ids, Func<string, string> says)
    {
        if (ids.ToList() is { Count: > 0 } wrong)
        {
            throw Refusal.Invalid(says(string.Join(", ", wrong)));
        }
    }
}
