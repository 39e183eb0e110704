using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Running;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;
using ApiReplacement = Faultline.Api.CloudFormation.Replacement;

namespace Faultline.Services.CloudFormation.Comparing;

/// <summary>
/// What an update would change, before anything is: resource by resource, as change sets describe it ("Viewing a change
/// set", CloudFormation user guide). Pure.
/// </summary>
internal sealed partial class Comparison : IReferences
{
    private readonly Dictionary<string, ResourceRow> rows;
    private readonly Dictionary<string, ResourceChange?> verdicts = new(StringComparer.Ordinal);
    private readonly References now;

    public Comparison(IEnumerable<ResourceRow> rows, Bound after, Func<string, ResourceType?> types)
    {
        this.rows = rows.Where(row => row.Exists).ToDictionary(row => row.LogicalId, StringComparer.Ordinal);
        (After, Types) = (after, types);
        now = new(name => this.rows.GetValueOrDefault(name)?.Now, type => types(type) is not Placeholder);
    }

    public Bound After { get; }

    public Func<string, ResourceType?> Types { get; }

    /// <summary>The names of parameters whose values differ.</summary>
    public IReadOnlySet<string> ChangedParameters { get; init; } = new HashSet<string>();

    /// <summary>The tags of the stack are others, and so are those of its resources.</summary>
    public bool TagsDiffer { get; init; }

    /// <summary>What is taken in instead of made.</summary>
    public IReadOnlyDictionary<string, string> Imported { get; init; } = Pairs.None;

    public List<ResourceChange> All()
    {
        var changes = new List<ResourceChange>();
        foreach (var declared in After.Resources)
        {
            var change = rows.TryGetValue(declared.LogicalId, out var row) ? Modified(declared, row) : Added(declared);
            verdicts[declared.LogicalId] = change;
            if (change is not null)
            {
                changes.Add(change);
            }
        }

        changes.AddRange(rows.Values.Where(row => After.Find(row.LogicalId) is null)
            .OrderBy(row => row.LogicalId, StringComparer.Ordinal).Select(Removed));
        return changes;
    }

    /// <summary>Null while what it will be is not known.</summary>
    public string? Ref(string logicalId) => verdicts.GetValueOrDefault(logicalId) is null or
        { Action: ChangeAction.SyncWithActual } or { Action: ChangeAction.Modify, Replacement: ApiReplacement.False }
        ? now.Ref(logicalId)
        : null;

    public JsonNode? Attribute(string logicalId, string name) =>
        verdicts.GetValueOrDefault(logicalId) is null or { Action: ChangeAction.SyncWithActual }
            ? now.Attribute(logicalId, name)
            : null;

    private ResourceChange Added(Declared declared)
    {
        var (properties, _) = After.ResolveEarly(declared, this);
        return new()
        {
            Action = Imported.ContainsKey(declared.LogicalId) ? ChangeAction.Import : ChangeAction.Add,
            LogicalResourceId = declared.LogicalId,
            PhysicalResourceId = Imported.GetValueOrDefault(declared.LogicalId),
            ResourceType = declared.Type,
            Scope = [],
            Details = [],
            AfterContext = Context(properties),
        };
    }

    private static ResourceChange Removed(ResourceRow row) => new()
    {
        Action = ChangeAction.Remove,
        LogicalResourceId = row.LogicalId,
        PhysicalResourceId = row.Now.PhysicalId,
        ResourceType = row.Now.Type,
        PolicyAction = row.Now.DeletionPolicy switch
        {
            Leaving.Retain or Leaving.RetainExceptOnCreate => PolicyAction.Retain,
            Leaving.Snapshot => PolicyAction.Snapshot,
            _ => PolicyAction.Delete,
        },
        Scope = [],
        Details = [],
        BeforeContext = Context(row.Now.ReadProperties()),
    };

    private ResourceChange? Modified(Declared declared, ResourceRow row)
    {
        var live = Found(row);
        if (live is { IsGone: true })
        {
            return Recreated(declared, row, live);
        }

        var (wanted, open) = After.ResolveEarly(declared, this);
        var was = live?.Actual ?? row.Now.ReadProperties();
        var type = Types(declared.Type);
        var certain = Sameness.Differing(was, wanted);
        certain.ExceptWith(open);
        var details = new List<ResourceChangeDetail>();
        foreach (var name in certain.Concat(open).Order(StringComparer.Ordinal))
        {
            details.AddRange(Details(declared, name, type, isOpen: open.Contains(name)));
        }

        details.AddRange(Attributes(declared, row.Now));
        var withTags = TagsDiffer && type is not null and not Placeholder && type.TakesTags();
        if (withTags && !details.Exists(detail => detail.Target!.Attribute == ResourceAttribute.Tags))
        {
            details.Add(new()
            {
                Target = new() { Attribute = ResourceAttribute.Tags, RequiresRecreation = RequiresRecreation.Never },
                Evaluation = EvaluationType.Static,
                ChangeSource = ChangeSource.DirectModification,
            });
        }

        var replacement = Replaces(row.Now, declared, type, new(was), new(wanted), certain, open);
        if (details.Count == 0 && replacement == ApiReplacement.False && !row.IsFailed)
        {
            return live is { HasDrifted: true } ? Synced(declared, row, live, wanted, Facts(type)) : null;
        }

        var change = new ResourceChange
        {
            Action = ChangeAction.Modify,
            LogicalResourceId = declared.LogicalId,
            PhysicalResourceId = row.Now.PhysicalId,
            ResourceType = declared.Type,
            Replacement = replacement,
            PolicyAction = replacement == ApiReplacement.True ? AfterReplacement(row.Now) : null,
            Scope = [.. details.Select(detail => detail.Target!.Attribute!).Distinct().Order(StringComparer.Ordinal)],
            Details = details,
            BeforeContext = Context(was),
            AfterContext = Context(wanted),
        };
        if (Lives is not null)
        {
            Tell(change, live, row.Now.ReadProperties(), wanted, Facts(type));
        }

        return change;
    }

    private IEnumerable<ResourceChangeDetail> Details(Declared declared, string name, ResourceType? type, bool isOpen)
    {
        var facts = Facts(type)?.Find(name);
        var isTags = type is not null && name == Facts(type)?.TagsProperty;
        var target = new ResourceTargetDefinition
        {
            Attribute = isTags ? ResourceAttribute.Tags : ResourceAttribute.Properties,
            Name = isTags ? null : name,
            RequiresRecreation = facts?.Replaces switch
            {
                Provisioning.Replacement.Always => RequiresRecreation.Always,
                Provisioning.Replacement.Maybe => RequiresRecreation.Conditionally,
                _ => RequiresRecreation.Never,
            },
        };
        var causes = Cause.In(declared.Properties[name]);
        foreach (var cause in causes)
        {
            if (ChangedParameters.Contains(cause.Name))
            {
                yield return Detail(target, EvaluationType.Static, ChangeSource.ParameterReference, cause.Name);
            }
            else if (isOpen && verdicts.GetValueOrDefault(cause.Name) is not null)
            {
                yield return Detail(
                    target,
                    EvaluationType.Dynamic,
                    cause.Attribute is null ? ChangeSource.ResourceReference : ChangeSource.ResourceAttribute,
                    cause.Entity);
            }
        }

        var isOfParameter = causes.Any(cause => ChangedParameters.Contains(cause.Name));
        yield return Detail(
            target,
            isOpen || isOfParameter ? EvaluationType.Dynamic : EvaluationType.Static,
            ChangeSource.DirectModification,
            null);
    }

    private static IEnumerable<ResourceChangeDetail> Attributes(Declared declared, Made now)
    {
        (string Attribute, string? Before, string? After)[] all =
        [
            (ResourceAttribute.CreationPolicy, now.CreationPolicy, declared.CreationPolicy?.ToJsonString()),
            (ResourceAttribute.DeletionPolicy, now.DeletionPolicy, declared.DeletionPolicy),
            (ResourceAttribute.UpdatePolicy, now.UpdatePolicy, declared.UpdatePolicy?.ToJsonString()),
            (ResourceAttribute.UpdateReplacePolicy, now.UpdateReplacePolicy, declared.UpdateReplacePolicy),
        ];
        var changed = all.Where(each => each.Before != each.After).Select(each => each.Attribute);
        if ((now.Metadata is null) != (declared.Metadata is null)
            || (now.Metadata is { } before && !Sameness.Of(JsonNode.Parse(before), declared.Metadata)
                && Cause.In(declared.Metadata).Count == 0))
        {
            changed = changed.Append(ResourceAttribute.Metadata);
        }

        return changed.Select(attribute => Detail(
            new() { Attribute = attribute, RequiresRecreation = RequiresRecreation.Never },
            EvaluationType.Static,
            ChangeSource.DirectModification,
            null));
    }

    private static string Replaces(
        Made now,
        Declared declared,
        ResourceType? type,
        Properties was,
        Properties wanted,
        HashSet<string> certain,
        IReadOnlySet<string> open)
    {
        if (now.Type != declared.Type || (certain.Count > 0 && type?.Replaces(was, wanted, certain) == true)
            || GroupUpdates.Replaces(declared.Type, declared.UpdatePolicy?.ToJsonString(), certain))
        {
            return ApiReplacement.True;
        }

        var facts = Facts(type);
        return open.Any(name => facts?.Find(name)?.Replaces is not (null or Provisioning.Replacement.Never))
            || certain.Any(name => facts?.Find(name)?.Replaces == Provisioning.Replacement.Maybe)
            ? ApiReplacement.Conditional
            : ApiReplacement.False;
    }

    private static TypeFacts? Facts(ResourceType? type) =>
        type is not null and not Placeholder && TypeFacts.Known.Contains(type.Name) ? type.Facts : null;

    private static string AfterReplacement(Made now) => now.UpdateReplacePolicy switch
    {
        Leaving.Retain => PolicyAction.ReplaceAndRetain,
        Leaving.Snapshot => PolicyAction.ReplaceAndSnapshot,
        _ => PolicyAction.ReplaceAndDelete,
    };

    private static ResourceChangeDetail Detail(
        ResourceTargetDefinition target, string evaluation, string source, string? cause) => new()
    {
        Target = target,
        Evaluation = evaluation,
        ChangeSource = source,
        CausingEntity = cause,
    };

    private static string Context(JsonObject properties) =>
        new JsonObject { ["Properties"] = properties.DeepClone() }.ToJsonString();
}
