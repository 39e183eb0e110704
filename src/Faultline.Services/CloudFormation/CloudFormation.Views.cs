using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    private const int StacksPerPage = 100;

    public override async ValueTask<DescribeStacksOutput> DescribeStacks(
        Call call, DescribeStacksInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        List<StackRow> all = request.StackName is { } name
            ? [Any(state, call, name)]
            : [.. state.Stacks.Of(call.Account).Where(row => !row.IsGone).Reverse()];
        await held.Keep();
        var (page, next) = Pages.Cut(call, all, row => row.Id, request.NextToken, StacksPerPage);
        return new() { Stacks = page.ConvertAll(row => row.Shown), NextToken = next };
    }

    public override async ValueTask<ListStacksOutput> ListStacks(
        Call call, ListStacksInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = held.State.Stacks.Of(call.Account)
            .Where(row => request.StackStatusFilter is not { Count: > 0 } filter || filter.Contains(row.Status))
            .Reverse().ToList();
        await held.Keep();
        var (page, next) = Pages.Cut(call, all, row => row.Id, request.NextToken, StacksPerPage);
        return new() { StackSummaries = page.ConvertAll(Summary), NextToken = next };
    }

    public override async ValueTask<GetTemplateOutput> GetTemplate(
        Call call, GetTemplateInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        Edition edition;
        StackRow stack;
        if (request.ChangeSetName is not null)
        {
            var set = FindSet(state, call, request.ChangeSetName, request.StackName);
            (edition, stack) = (set.Edition, state.Stacks.Find(set.Stack)!);
        }
        else
        {
            stack = Any(
                state, call, request.StackName ?? throw Refusal.Invalid("StackName or ChangeSetName is required."));
            edition = stack.Edition ?? stack.Operation?.Target
                ?? throw Refusal.Invalid($"Template for stack {stack.Name} is not available.");
        }

        await held.Keep();

        // "By default, CloudFormation specifies Processed" (GetTemplate, API reference).
        return new()
        {
            TemplateBody = request.TemplateStage == TemplateStage.Original ? edition.Body : Processed(stack, edition),
            StagesAvailable = [TemplateStage.Original, TemplateStage.Processed],
        };
    }

    private string Processed(StackRow stack, Edition edition)
    {
        try
        {
            return Template.Read(edition.Body)
                .Processed(bindings.Setting(stack.Account, stack.Name, stack.Id, edition));
        }
        catch (TemplateFault)
        {
            // It could be bound when the stack was asked for, and cannot be now.
            return edition.Body;
        }
    }

    /// <summary>A stack that is there, or by its id one that was.</summary>
    private static StackRow Any(CloudFormationState state, Call call, string name) =>
        state.Find(call.Account, name) ?? throw Refusal.NoStack(name);

    private static StackSummary Summary(StackRow row)
    {
        var summary = row.Shown.To<StackSummary>();
        summary.TemplateDescription = row.Shown.Description;
        summary.DriftInformation = new()
        {
            StackDriftStatus = row.Shown.DriftInformation?.StackDriftStatus ?? StackDriftStatus.NotChecked,
            LastCheckTimestamp = row.Shown.DriftInformation?.LastCheckTimestamp,
        };
        return summary;
    }
}
