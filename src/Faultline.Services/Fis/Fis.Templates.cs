using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis;

internal sealed partial class Fis
{
    /// <summary>The same token with the same request gives the same template.</summary>
    public override async ValueTask<CreateExperimentTemplateResponse> CreateExperimentTemplate(
        Call call, CreateExperimentTemplateRequest request, CancellationToken ct)
    {
        var print = Prints.Of(request);
        using var held = await book.Take(ct);
        var own = held.State.Templates.Of(call.Account).ToList();
        if (own.Find(row => row.Token == request.ClientToken) is { } before)
        {
            var same = before.Print == print ? Shown(held.State, before) : throw Refusal.OtherUnderToken();
            await held.Keep();
            return new() { ExperimentTemplate = same };
        }

        var id = Names.NewTemplate(call.Dice);
        var row = new TemplateRow(id, call.Account, NewTemplate.Of(call, id, request))
        {
            Token = request.ClientToken,
            Print = print,
        };
        TemplateRules.Check(call, row.Shown, catalogue);
        if (own.Count >= Limits.Templates)
        {
            throw Refusal.Quota("experiment templates in a Region", Limits.Templates);
        }

        held.State.Templates.Put(row);
        var shown = Shown(held.State, row);
        await held.Keep();
        return new() { ExperimentTemplate = shown };
    }

    public override async ValueTask<GetExperimentTemplateResponse> GetExperimentTemplate(
        Call call, GetExperimentTemplateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = Shown(held.State, Template(held.State, call, request.Id));
        await held.Keep();
        return new() { ExperimentTemplate = shown };
    }

    public override async ValueTask<ListExperimentTemplatesResponse> ListExperimentTemplates(
        Call call, ListExperimentTemplatesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.Templates.Of(call.Account).Select(row => row.Shown.To<ExperimentTemplateSummary>()),
            shown => shown.Id!,
            request.MaxResults,
            request.NextToken);
        await held.Keep();
        return new() { ExperimentTemplates = page, NextToken = next };
    }

    /// <summary>What is not said stays as it is; experiments under way go on as they began.</summary>
    public override async ValueTask<UpdateExperimentTemplateResponse> UpdateExperimentTemplate(
        Call call, UpdateExperimentTemplateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var before = Template(held.State, call, request.Id);
        var row = before with { Shown = NewTemplate.Changed(call, before.Shown, request) };

        // Its tags are not asked for here, and those of CloudFormation may be among them.
        TemplateRules.Check(call, row.Shown.With(shown => shown.Tags = null), catalogue);
        held.State.Templates.Put(row);
        var shown = Shown(held.State, row);
        await held.Keep();
        return new() { ExperimentTemplate = shown };
    }

    public override async ValueTask<DeleteExperimentTemplateResponse> DeleteExperimentTemplate(
        Call call, DeleteExperimentTemplateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Template(held.State, call, request.Id);
        var shown = Shown(held.State, row);
        foreach (var account in held.State.TargetAccountsOf(row.Id).ToList())
        {
            held.State.TargetAccounts.Remove(FisState.TargetAccountId(row.Id, account.AccountId!));
        }

        held.State.Templates.Remove(row.Id);
        await held.Keep();
        return new() { ExperimentTemplate = shown };
    }

    private static ExperimentTemplate Shown(FisState state, TemplateRow row) => row.Shown.With(
        shown => shown.TargetAccountConfigurationsCount = state.TargetAccountsOf(row.Id).Count());
}
