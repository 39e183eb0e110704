using System.Globalization;
using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Running;
using Faultline.Services.Fis.Templates;
using Faultline.Wire;

namespace Faultline.Services.Fis;

internal sealed partial class Fis
{
    /// <summary>The same token with the same request gives the same experiment.</summary>
    public override async ValueTask<StartExperimentResponse> StartExperiment(
        Call call, StartExperimentRequest request, CancellationToken ct)
    {
        var print = Prints.Of(request);
        TemplateRules.CheckTags(call, request.Tags);
        using var held = await book.Take(ct);
        var own = held.State.Experiments.Of(call.Account).ToList();
        if (own.Find(row => row.Token == request.ClientToken) is { } before)
        {
            var same = before.Print == print ? View.Of(before, call.Now) : throw Refusal.OtherUnderToken();
            await held.Keep();
            return new() { Experiment = same };
        }

        var template = Template(held.State, call, request.ExperimentTemplateId);
        var accounts = held.State.TargetAccountsOf(template.Id).ToList();
        StartRules.Check(call, template, request, accounts, catalogue);
        if (own.Count(row => !row.IsOver) >= Limits.ActiveExperiments)
        {
            throw Refusal.Quota("active experiments in a Region", Limits.ActiveExperiments);
        }

        var row = NewExperiment.Of(call, Names.NewExperiment(call.Dice), template, request, accounts) with
        {
            Print = print,
        };
        row = Course.Open(row, call.Now);
        held.State.Experiments.Put(row);
        await held.Keep();
        reconciler.Tell();
        return new() { Experiment = View.Of(row, call.Now) };
    }

    public override async ValueTask<StopExperimentResponse> StopExperiment(
        Call call, StopExperimentRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Experiment(held.State, call, request.Id);
        if (row.IsOver)
        {
            throw Refusal.Invalid($"Experiment {row.Id} cannot be stopped. It is {row.Status}.");
        }

        row = Course.Stop(row, Says.ByUser);
        held.State.Experiments.Put(row);
        await held.Keep();
        reconciler.Tell();
        return new() { Experiment = View.Of(row, call.Now) };
    }

    public override async ValueTask<GetExperimentResponse> GetExperiment(
        Call call, GetExperimentRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Experiment(held.State, call, request.Id);
        await held.Keep();
        return new() { Experiment = View.Of(row, call.Now) };
    }

    /// <summary>The newest first.</summary>
    public override async ValueTask<ListExperimentsResponse> ListExperiments(
        Call call, ListExperimentsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.Experiments.Of(call.Account).Where(row =>
                request.ExperimentTemplateId is not { } template || row.Asked.ExperimentTemplateId == template),
            row => string.Create(
                CultureInfo.InvariantCulture,
                $"{DateTimeOffset.MaxValue.UtcTicks - row.Created.UtcTicks:d20} {row.Id}"),
            request.MaxResults,
            request.NextToken);
        await held.Keep();
        return new() { Experiments = page.ConvertAll(View.Summary), NextToken = next };
    }

    public override async ValueTask<ListExperimentResolvedTargetsResponse> ListExperimentResolvedTargets(
        Call call, ListExperimentResolvedTargetsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Experiment(held.State, call, request.ExperimentId);
        if (request.TargetName is { } target && row.Asked.Targets?.ContainsKey(target) != true)
        {
            throw FisErrors.ResourceNotFoundException($"Target {target} not found in experiment {row.Id}.");
        }

        var (page, next) = Pages.Cut(
            call,
            row.Found.Where(found => request.TargetName is not { } name || found.Target == name),
            found => $"{found.Target} {found.Resource.Arn}",
            request.MaxResults,
            request.NextToken);
        await held.Keep();
        return new()
        {
            ResolvedTargets = page.ConvertAll(found => new ResolvedTarget
            {
                ResourceType = found.Resource.ResourceType,
                TargetName = found.Target,
                TargetInformation = new(found.Resource.Facts),
            }),
            NextToken = next,
        };
    }
}
