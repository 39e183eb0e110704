using Faultline.Api.Fis;
using Faultline.Services.Fis.Actions;
using Faultline.Services.Fis.Targets;
using Faultline.Wire;
using Action = Faultline.Api.Fis.Action;

namespace Faultline.Services.Fis;

internal sealed partial class Fis
{
    public override ValueTask<GetActionResponse> GetAction(
        Call call, GetActionRequest request, CancellationToken ct) => new(new GetActionResponse
    {
        Action = Shown(call, catalogue.Find(request.Id) ?? throw Refusal.NoAction(request.Id)),
    });

    public override ValueTask<ListActionsResponse> ListActions(
        Call call, ListActionsRequest request, CancellationToken ct)
    {
        var (page, next) = Pages.Cut(
            call,
            catalogue.All.Select(kind => Shown(call, kind).To<ActionSummary>()),
            shown => shown.Id!,
            request.MaxResults,
            request.NextToken);
        return new(new ListActionsResponse { Actions = page, NextToken = next });
    }

    public override ValueTask<GetTargetResourceTypeResponse> GetTargetResourceType(
        Call call, GetTargetResourceTypeRequest request, CancellationToken ct)
    {
        var type = TargetType.Find(request.ResourceType) ?? throw Refusal.NoType(request.ResourceType);
        return new(new GetTargetResourceTypeResponse
        {
            TargetResourceType = new()
            {
                ResourceType = type.Id,
                Description = type.Description,
                Parameters = type.Parameters.ToDictionary(
                    parameter => parameter.Name,
                    parameter => new TargetResourceTypeParameter
                    {
                        Description = parameter.Description,
                        Required = parameter.Required,
                    },
                    StringComparer.Ordinal),
            },
        });
    }

    public override ValueTask<ListTargetResourceTypesResponse> ListTargetResourceTypes(
        Call call, ListTargetResourceTypesRequest request, CancellationToken ct)
    {
        var (page, next) = Pages.Cut(
            call,
            TargetType.All.Select(type => new TargetResourceTypeSummary
            {
                ResourceType = type.Id,
                Description = type.Description,
            }),
            shown => shown.ResourceType!,
            request.MaxResults,
            request.NextToken);
        return new(new ListTargetResourceTypesResponse { TargetResourceTypes = page, NextToken = next });
    }

    private static Action Shown(Call call, ActionKind kind) => new()
    {
        Id = kind.Id,
        Arn = Names.Arn(call, Names.Action, kind.Id),
        Description = kind.Description,
        Parameters = kind.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => new Api.Fis.ActionParameter
            {
                Description = parameter.Description,
                Required = parameter.Required,
            },
            StringComparer.Ordinal),
        Targets = kind.Target is { } target
            ? new(StringComparer.Ordinal) { [target.Slot] = new() { ResourceType = target.ResourceType } }
            : [],
        Tags = [],
    };
}
