using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Comparing;

// What a change set says that compares with what there is, and not with what was asked for last.
internal sealed partial class Comparison
{
    /// <summary>Resources as they were found, by logical id; null where nobody looked.</summary>
    public IReadOnlyDictionary<string, Live>? Lives { get; init; }

    private Live? Found(ResourceRow row) =>
        Lives?.GetValueOrDefault(row.LogicalId) is { } live && live.Expected == row.Now.Properties ? live : null;

    /// <summary>It is gone, and made again.</summary>
    private ResourceChange Recreated(Declared declared, ResourceRow row, Live live)
    {
        var change = Added(declared);
        change.ResourceDriftStatus = live.Status;
        change.PreviousDeploymentContext = Context(row.Now.ReadProperties());
        return change;
    }

    /// <summary>It is what the template says by now; only what is known of it changes.</summary>
    private static ResourceChange Synced(
        Declared declared, ResourceRow row, Live live, JsonObject wanted, TypeFacts? facts)
    {
        var before = row.Now.ReadProperties();
        var details = Sameness.Differing(before, live.Actual).Order(StringComparer.Ordinal).Select(name =>
            new ResourceChangeDetail
            {
                Target = new()
                {
                    Attribute = name == facts?.TagsProperty ? ResourceAttribute.Tags : ResourceAttribute.Properties,
                    Name = name == facts?.TagsProperty ? null : name,
                    RequiresRecreation = RequiresRecreation.Never,
                },
                Evaluation = EvaluationType.Static,
                ChangeSource = ChangeSource.DirectModification,
            }).ToList();
        var change = new ResourceChange
        {
            Action = ChangeAction.SyncWithActual,
            LogicalResourceId = declared.LogicalId,
            PhysicalResourceId = row.Now.PhysicalId,
            ResourceType = declared.Type,
            Scope = [.. details.Select(each => each.Target!.Attribute!).Distinct()],
            Details = details,
        };
        Tell(change, live, before, wanted, facts);
        details.ForEach(each => each.Target!.AttributeChangeType = AttributeChangeType.SyncWithActual);
        return change;
    }

    /// <summary>Where values come from, and what has drifted.</summary>
    private static void Tell(
        ResourceChange change, Live? live, JsonObject before, JsonObject wanted, TypeFacts? facts)
    {
        var was = live?.Actual ?? before;
        change.ResourceDriftStatus = live?.Status ?? StackResourceDriftStatus.NotChecked;
        change.ResourceDriftIgnoredAttributes = live?.Ignored is { Count: > 0 } ignored ? ignored : null;
        change.PreviousDeploymentContext = Context(before);
        change.BeforeContext = Context(was);
        change.AfterContext = Context(wanted);
        foreach (var detail in change.Details!)
        {
            var target = detail.Target!;
            if ((target.Name ?? (target.Attribute == ResourceAttribute.Tags ? facts?.TagsProperty : null))
                is not { } name)
            {
                continue;
            }

            target.Path = $"/Properties/{name}";
            target.BeforeValue = Text(was[name]);
            target.AfterValue = Text(wanted[name]);
            target.BeforeValueFrom = live is null
                ? BeforeValueFrom.PreviousDeploymentState
                : BeforeValueFrom.ActualState;
            target.AfterValueFrom = AfterValueFrom.Template;
            target.AttributeChangeType = was[name] is null ? AttributeChangeType.Add
                : wanted[name] is null ? AttributeChangeType.Remove
                : AttributeChangeType.Modify;
            if (!Sameness.Of(before[name], was[name]))
            {
                target.Drift = new()
                {
                    PreviousValue = Text(before[name]),
                    ActualValue = Text(was[name]),
                    DriftDetectionTimestamp = live!.Found,
                };
            }

            if (detail.ChangeSource == ChangeSource.DirectModification && Sameness.Of(before[name], wanted[name])
                && !Sameness.Of(was[name], wanted[name]))
            {
                detail.ChangeSource = ChangeSource.NoModification;
            }
        }
    }

    private static string? Text(JsonNode? node) => node is null ? null : Scalars.Text(node) ?? node.ToJsonString();
}
