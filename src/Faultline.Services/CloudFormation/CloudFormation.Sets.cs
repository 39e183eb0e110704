using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

// Stack sets themselves.
internal sealed partial class CloudFormation
{
    public override async ValueTask<CreateStackSetOutput> CreateStackSet(
        Call call, CreateStackSetInput request, CancellationToken ct)
    {
        Own(request.CallAs, request.PermissionModel, request.AutoDeployment);
        Targets.CheckName(request.StackSetName);
        var body = SetBody(request.TemplateBody, request.TemplateURL);
        if (request.StackId is { } stack)
        {
            body = await TemplateOf(call, stack, ct);
        }

        var shown = NewSet(call, request, body);
        var (token, digest) = (request.ClientRequestToken ?? "", Orders.Digest(call, request));
        using var held = await sets.Take(ct);
        var state = held.State;
        if (state.Find(call.Account, request.StackSetName) is { } there)
        {
            if (token.Length == 0 || there.Token != token || there.Digest != digest)
            {
                throw CloudFormationErrors.NameAlreadyExistsException(
                    $"The name {request.StackSetName} is already in use by another StackSet");
            }

            if (there.IsChanged)
            {
                throw CloudFormationErrors.CreatedButModifiedException(
                    $"StackSet {request.StackSetName} exists, but has been changed");
            }

            await held.Keep();
            return new() { StackSetId = there.Id };
        }

        if (state.Sets.Of(call.Account).Count(set => !set.IsDeleted) >= Targets.SetsMax)
        {
            throw SetRefusal.Limit("stack sets", Targets.SetsMax);
        }

        state.Sets.Put(new(shown.StackSetId!, call.Account, shown)
        {
            Token = token,
            Digest = digest,
            Since = call.Now,
        });
        await held.Keep();
        return new() { StackSetId = shown.StackSetId };
    }

    public override async ValueTask<UpdateStackSetOutput> UpdateStackSet(
        Call call, UpdateStackSetInput request, CancellationToken ct)
    {
        Own(request.CallAs, request.PermissionModel, request.AutoDeployment);
        Preferences.Check(request.OperationPreferences, request.Regions ?? []);
        var digest = Orders.Digest(call, request);
        using var held = await sets.Take(ct);
        var state = held.State;
        var set = FindSet(state, call, request.StackSetName);
        if (Orders.Known(state, set, request.OperationId, digest) is { } known)
        {
            await held.Keep();
            return new() { OperationId = known };
        }

        if (request.ManagedExecution is { Active: { } active } && active != set.IsManaged && Orders.IsBusy(state, set))
        {
            throw CloudFormationErrors.InvalidOperationException(
                "ManagedExecution cannot be changed while operations are running or queued");
        }

        var change = ChangedSet(state, set, request);
        var rollout = NewRollout(call, set, request.OperationId, digest, StackSetOperationAction.Update,
            request.OperationPreferences) with
        {
            Change = change,
            OutdatesAll = request.TemplateBody is not null || IsOther(set.Shown, change),
        };
        var where = WhereToUpdate(state, set, request);
        Orders.Add(
            state, set, rollout, where.Select(each => Orders.LegOf(rollout, set, each.Account, each.Region)),
            call.Now, call.Dice);
        await held.Keep();
        setsLoop.Tell();
        return new() { OperationId = rollout.OperationId };
    }

    public override async ValueTask<DeleteStackSetOutput> DeleteStackSet(
        Call call, DeleteStackSetInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var state = held.State;

        // One that is not there is deleted.
        if (state.Find(call.Account, request.StackSetName) is { IsDeleted: false } set)
        {
            if (state.InstancesOf(set).Any())
            {
                throw CloudFormationErrors.StackSetNotEmptyException("StackSet is not empty");
            }

            if (Orders.IsBusy(state, set))
            {
                throw SetRefusal.Busy(set);
            }

            state.Sets.Put(set.With(static shown => shown.Status = StackSetStatus.Deleted) with { Deleted = call.Now });
        }

        await held.Keep();
        return new();
    }

    public override async ValueTask<DescribeStackSetOutput> DescribeStackSet(
        Call call, DescribeStackSetInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var set = AnySet(held.State, call, request.StackSetName);
        var regions = held.State.InstancesOf(set).Select(each => each.Region).Distinct().Order(StringComparer.Ordinal);
        var (inside, count) = (regions.ToList(), held.State.InstancesOf(set).Count());
        await held.Keep();
        return new()
        {
            StackSet = set.Shown.With(shown =>
            {
                shown.Parameters = Blueprint.Read(shown.TemplateBody).Masked(shown.Parameters);
                shown.Regions = inside;
                shown.StackSetDriftDetectionDetails ??= Detection.None(count);
            }),
        };
    }

    public override async ValueTask<ListStackSetsOutput> ListStackSets(
        Call call, ListStackSetsInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        var (page, next) = SetPages.Cut(
            call,
            held.State.Sets.Of(call.Account).Where(set => request.Status is null || set.Shown.Status == request.Status),
            static set => set.Id, request.MaxResults, request.NextToken);
        await held.Keep();
        return new()
        {
            NextToken = next,
            Summaries = page.ConvertAll(static set => set.Shown.To<StackSetSummary>().With(summary =>
            {
                summary.DriftStatus =
                    set.Shown.StackSetDriftDetectionDetails?.DriftStatus ?? StackSetDriftStatus.NotChecked;
                summary.LastDriftCheckTimestamp = set.Shown.StackSetDriftDetectionDetails?.LastDriftCheckTimestamp;
            })),
        };
    }

    /// <summary>There are no Organizations, so nothing is deployed to their units by itself.</summary>
    public override async ValueTask<ListStackSetAutoDeploymentTargetsOutput> ListStackSetAutoDeploymentTargets(
        Call call, ListStackSetAutoDeploymentTargetsInput request, CancellationToken ct)
    {
        Own(request.CallAs);
        using var held = await sets.Take(ct);
        FindSet(held.State, call, request.StackSetName);
        await held.Keep();
        return new() { Summaries = [] };
    }

    private StackSet NewSet(Call call, CreateStackSetInput request, string? body)
    {
        var blueprint = Blueprint.Read(body);
        var id = $"{request.StackSetName}:{call.Dice.Uuid()}";
        return new()
        {
            StackSetName = request.StackSetName,
            StackSetId = id,
            StackSetARN = $"arn:aws:cloudformation:{region}:{call.Account}:stackset/{id}",
            Description = request.Description,
            Status = StackSetStatus.Active,
            TemplateBody = body,
            Parameters = blueprint.Parameters(request.Parameters, null),
            Capabilities = request.Capabilities ?? [],
            Tags = request.Tags ?? [],
            AdministrationRoleARN = request.AdministrationRoleARN
                ?? $"arn:aws:iam::{call.Account}:role/{Set.UsualAdministrationRole}",
            ExecutionRoleName = request.ExecutionRoleName ?? Set.UsualExecutionRole,
            PermissionModel = PermissionModels.SelfManaged,
            OrganizationalUnitIds = [],
            ManagedExecution = new() { Active = request.ManagedExecution?.Active ?? false },
        };
    }

    /// <summary>The text of a set's template, sent or at an address; null where the request says neither.</summary>
    private string? SetBody(string? body, string? url) => url is null ? body
        : body is null ? options.ReadTemplate(url) ?? throw SetRefusal.Invalid(GivenTemplate.Unreadable(url))
        : throw SetRefusal.Invalid("You cannot specify both Template URL and Template Body.");

    /// <summary>
    /// What the set is to be. What a request does not say stays, but for parameters: those are all said.
    /// </summary>
    private StackSet ChangedSet(SetsState state, Set set, UpdateStackSetInput request)
    {
        var given = SetBody(request.TemplateBody, request.TemplateURL);
        if (request.UsePreviousTemplate == true == given is not null)
        {
            throw SetRefusal.Invalid(given is null
                ? "Either Template URL or Template Body must be specified."
                : "You cannot specify both usePreviousTemplate and Template Body.");
        }

        // What waits is before this.
        var before = state.RolloutsOf(set).LastOrDefault(each => each is { IsQueued: true, Change: not null })?.Change
            ?? set.Shown;
        var body = given ?? before.TemplateBody;
        var blueprint = Blueprint.Read(body);
        return before.With(shown =>
        {
            shown.Description = request.Description ?? shown.Description;
            shown.TemplateBody = body;
            shown.Parameters = blueprint.Parameters(request.Parameters, shown.Parameters);
            shown.Capabilities = request.Capabilities ?? [];
            shown.Tags = request.Tags ?? shown.Tags;
            shown.AdministrationRoleARN = request.AdministrationRoleARN ?? shown.AdministrationRoleARN;
            shown.ExecutionRoleName = request.ExecutionRoleName ?? shown.ExecutionRoleName;
            shown.ManagedExecution = request.ManagedExecution ?? shown.ManagedExecution;
        });
    }

    /// <summary>Whether stacks that were as the set was are not as it is.</summary>
    private static bool IsOther(StackSet before, StackSet after)
    {
        static byte[] Of(StackSet set) => Reshape.Bytes(new StackSet
        {
            TemplateBody = set.TemplateBody,
            Parameters = set.Parameters,
            Tags = set.Tags,
        });

        return !Of(before).AsSpan().SequenceEqual(Of(after));
    }

    private List<(string Account, string Region)> WhereToUpdate(
        SetsState state, Set set, UpdateStackSetInput request)
    {
        var all = state.InstancesOf(set).Where(each => !each.IsInoperable)
            .Select(each => (each.Target, each.Region)).ToList();
        if (request is { Accounts: not { Count: > 0 }, Regions: not { Count: > 0 }, DeploymentTargets: null })
        {
            return all;
        }

        var named = Targets.Of(request.Accounts, request.DeploymentTargets, request.Regions, around.Atlas);
        var missing = named.FindIndex(each => state.Instances.Find(Instance.IdOf(set.Id, each)) is null);
        if (missing >= 0)
        {
            throw SetRefusal.NoInstance(set.Name, named[missing].Account, named[missing].Region);
        }

        return [.. named.Where(all.Contains)];
    }

    /// <summary>The template of a stack of the caller's in this region.</summary>
    private async ValueTask<string?> TemplateOf(Call call, string stack, CancellationToken ct) =>
        (await new InnerCalls(region, node, around).Ask(
            call.Principal,
            GetTemplate,
            new GetTemplateInput { StackName = stack, TemplateStage = TemplateStage.Original },
            ct)).TemplateBody;

    /// <summary>Only who has Organizations can be more than itself.</summary>
    private static void Own(string? callAs, string? permissions = null, AutoDeployment? deployment = null)
    {
        if (callAs == CallAs.DelegatedAdmin || permissions == PermissionModels.ServiceManaged
            || deployment?.Enabled == true)
        {
            throw SetRefusal.NoOrganizations();
        }
    }

    /// <summary>A set that is there; refused otherwise.</summary>
    private static Set FindSet(SetsState state, Call call, string name) =>
        state.Find(call.Account, name) is { IsDeleted: false } set ? set : throw SetRefusal.NoSet(name);

    /// <summary>A set that is there or was, for whoever knows its id.</summary>
    private static Set AnySet(SetsState state, Call call, string name) =>
        state.Find(call.Account, name) ?? throw SetRefusal.NoSet(name);
}
