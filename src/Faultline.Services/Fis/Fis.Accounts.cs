using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis;

internal sealed partial class Fis
{
    /// <summary>Said again in the same words it is the same, under whatever token.</summary>
    public override async ValueTask<CreateTargetAccountConfigurationResponse> CreateTargetAccountConfiguration(
        Call call, CreateTargetAccountConfigurationRequest request, CancellationToken ct)
    {
        TemplateRules.CheckRole(request.RoleArn);
        using var held = await book.Take(ct);
        var template = Template(held.State, call, request.ExperimentTemplateId);
        if (!template.IsMultiAccount)
        {
            throw Refusal.Invalid(
                $"Experiment template {template.Id} targets a single account and takes no target account "
                + "configuration.");
        }

        var asked = request.To<TargetAccountConfiguration>();
        var id = FisState.TargetAccountId(template.Id, request.AccountId);
        if (held.State.TargetAccounts.Find(id) is { } there)
        {
            if (!Reshape.Bytes(there.Shown).AsSpan().SequenceEqual(Reshape.Bytes(asked)))
            {
                throw FisErrors.ConflictException(
                    $"Target account configuration {request.AccountId} of {template.Id} already exists.");
            }

            await held.Keep();
            return new() { TargetAccountConfiguration = there.Shown };
        }

        if (held.State.TargetAccountsOf(template.Id).Count() >= Limits.TargetAccounts)
        {
            throw Refusal.Quota("target account configurations of an experiment template", Limits.TargetAccounts);
        }

        held.State.TargetAccounts.Put(new(id, call.Account, asked));
        await held.Keep();
        return new() { TargetAccountConfiguration = asked };
    }

    public override async ValueTask<GetTargetAccountConfigurationResponse> GetTargetAccountConfiguration(
        Call call, GetTargetAccountConfigurationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = TargetAccount(held.State, call, request.ExperimentTemplateId, request.AccountId);
        await held.Keep();
        return new() { TargetAccountConfiguration = row.Shown };
    }

    public override async ValueTask<ListTargetAccountConfigurationsResponse> ListTargetAccountConfigurations(
        Call call, ListTargetAccountConfigurationsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var template = Template(held.State, call, request.ExperimentTemplateId);
        var (page, next) = Pages.Cut(
            call,
            held.State.TargetAccountsOf(template.Id).Select(shown => shown.To<TargetAccountConfigurationSummary>()),
            shown => shown.AccountId!,
            request.MaxResults,
            request.NextToken);
        await held.Keep();
        return new() { TargetAccountConfigurations = page, NextToken = next };
    }

    public override async ValueTask<UpdateTargetAccountConfigurationResponse> UpdateTargetAccountConfiguration(
        Call call, UpdateTargetAccountConfigurationRequest request, CancellationToken ct)
    {
        if (request.RoleArn is { } role)
        {
            TemplateRules.CheckRole(role);
        }

        using var held = await book.Take(ct);
        var row = TargetAccount(held.State, call, request.ExperimentTemplateId, request.AccountId).With(shown =>
        {
            shown.RoleArn = request.RoleArn ?? shown.RoleArn;
            shown.Description = request.Description ?? shown.Description;
        });
        held.State.TargetAccounts.Put(row);
        await held.Keep();
        return new() { TargetAccountConfiguration = row.Shown };
    }

    public override async ValueTask<DeleteTargetAccountConfigurationResponse> DeleteTargetAccountConfiguration(
        Call call, DeleteTargetAccountConfigurationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = TargetAccount(held.State, call, request.ExperimentTemplateId, request.AccountId);
        held.State.TargetAccounts.Remove(row.Id);
        await held.Keep();
        return new() { TargetAccountConfiguration = row.Shown };
    }

    public override async ValueTask<GetExperimentTargetAccountConfigurationResponse>
        GetExperimentTargetAccountConfiguration(
            Call call, GetExperimentTargetAccountConfigurationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Experiment(held.State, call, request.ExperimentId);
        var shown = row.Accounts.FirstOrDefault(account => account.AccountId == request.AccountId)
            ?? throw Refusal.NoTargetAccount(request.AccountId);
        await held.Keep();
        return new() { TargetAccountConfiguration = shown };
    }

    public override async ValueTask<ListExperimentTargetAccountConfigurationsResponse>
        ListExperimentTargetAccountConfigurations(
            Call call, ListExperimentTargetAccountConfigurationsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Experiment(held.State, call, request.ExperimentId);
        var (page, next) = Pages.Cut(
            call,
            row.Accounts.Select(shown => shown.To<ExperimentTargetAccountConfigurationSummary>()),
            shown => shown.AccountId!,
            null,
            request.NextToken);
        await held.Keep();
        return new() { TargetAccountConfigurations = page, NextToken = next };
    }

    private static Owned<TargetAccountConfiguration> TargetAccount(
        FisState state, Call call, string template, string account)
    {
        Template(state, call, template);
        return state.TargetAccounts.Find(call.Account, FisState.TargetAccountId(template, account))
            ?? throw Refusal.NoTargetAccount(account);
    }
}
