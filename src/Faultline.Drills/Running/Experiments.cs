using System.Text;
using Faultline.Api.Fis;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Running;

/// <summary>Experiments of AWS FIS: made from their templates, started, watched, and stopped.</summary>
internal sealed class Experiments(ISite site, DrillPlan plan, Trail trail)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Makes and starts one; gives it once it runs, or is over already. Making is not given up half-way: nobody would
    /// know what there is to remove.
    /// </summary>
    public async ValueTask<TrailEntry> Begin(string template, CancellationToken ct)
    {
        var request = Read(template);
        var made = await Call<CreateExperimentTemplateResponse>(
            "CreateExperimentTemplate", request, CancellationToken.None);
        var id = made.ExperimentTemplate!.Id!;
        trail.Add(new(TrailKind.Template, plan.Region, id));
        var started = await Call<StartExperimentResponse>("StartExperiment", new StartExperimentRequest
        {
            ClientToken = site.Node.Dice.Uuid(),
            ExperimentTemplateId = id,
        }, CancellationToken.None);
        var entry = new TrailEntry(TrailKind.Experiment, plan.Region, started.Experiment!.Id!);
        trail.Add(entry);
        var state = started.Experiment.State;
        while (state?.Status is ExperimentStatus.Pending or ExperimentStatus.Initiating)
        {
            await Task.Delay(LookAgain, site.Node.Clock, ct);
            state = await State(entry.Id, ct);
        }

        return state?.Status is ExperimentStatus.Failed or ExperimentStatus.Cancelled
            ? throw new DrillRefused([$"the experiment {entry.Id} is {state.Status}: {state.Reason}"])
            : entry;
    }

    /// <summary>It is over; if it failed, the reason is given.</summary>
    public async ValueTask<(bool IsOver, string? Failed)> Look(string id, CancellationToken ct)
    {
        var state = await State(id, ct);
        return state?.Status switch
        {
            ExperimentStatus.Failed or ExperimentStatus.Cancelled => (true, state.Reason ?? state.Status),
            ExperimentStatus.Completed or ExperimentStatus.Stopped or null => (true, null),
            _ => (false, null),
        };
    }

    /// <summary>Stops one and waits until what it did is put right.</summary>
    public async ValueTask Stop(TrailEntry entry, CancellationToken ct)
    {
        if ((await Look(entry.Id, ct)).IsOver)
        {
            return;
        }

        await Call<StopExperimentResponse>("StopExperiment", new StopExperimentRequest { Id = entry.Id }, ct);
        while (!(await Look(entry.Id, ct)).IsOver)
        {
            await Task.Delay(LookAgain, site.Node.Clock, ct);
        }
    }

    public async ValueTask Delete(TrailEntry template, CancellationToken ct) =>
        await Call<DeleteExperimentTemplateResponse>(
            "DeleteExperimentTemplate", new DeleteExperimentTemplateRequest { Id = template.Id }, ct);

    /// <summary>A template as FIS takes it; what every template must say, and a drill need not, is put in.</summary>
    private CreateExperimentTemplateRequest Read(string template)
    {
        var request = new CreateExperimentTemplateRequest();
        try
        {
            JsonShapeReader.Read(Encoding.UTF8.GetBytes(template), request);
        }
        catch (MalformedInput wrong)
        {
            throw new DrillRefused([$"this is no experiment template: {wrong.Message}"]);
        }

        request.ClientToken ??= site.Node.Dice.Uuid();
        request.Description ??= plan.Name;
        request.RoleArn ??= $"arn:aws:iam::{plan.Account}:role/faultline-drill";
        request.StopConditions ??= [new() { Source = "none" }];
        return request;
    }

    private async ValueTask<ExperimentState?> State(string id, CancellationToken ct) =>
        (await Call<GetExperimentResponse>("GetExperiment", new GetExperimentRequest { Id = id }, ct))
            .Experiment?.State;

    private async ValueTask<TOut> Call<TOut>(string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new()
    {
        try
        {
            return await site.Observe<TOut>(plan.Region, FisModel.Service, operation, input, ct);
        }
        catch (AwsError refused)
        {
            throw new DrillRefused([$"fis:{operation}: {refused.Code}: {refused.Message}"]);
        }
    }
}
