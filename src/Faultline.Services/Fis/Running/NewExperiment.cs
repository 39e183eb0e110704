using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis.Running;

/// <summary>An experiment that has just been asked for. Pure.</summary>
internal static class NewExperiment
{
    public static ExperimentRow Of(
        Call call,
        string id,
        TemplateRow template,
        StartExperimentRequest request,
        IReadOnlyList<TargetAccountConfiguration> accounts)
    {
        var asked = template.Shown.To<Experiment>().With(shown =>
        {
            shown.Id = id;
            shown.Arn = Names.Arn(call, Names.Experiment, id);
            shown.ExperimentTemplateId = template.Id;
            shown.CreationTime = call.Now;
            shown.Tags = request.Tags ?? [];
            shown.ExperimentOptions = new()
            {
                AccountTargeting = template.Shown.ExperimentOptions!.AccountTargeting,
                EmptyTargetResolutionMode = template.Shown.ExperimentOptions.EmptyTargetResolutionMode,
                ActionsMode = request.ExperimentOptions?.ActionsMode ?? ActionsMode.RunAll,
            };
        });
        return new(id, call.Account, asked)
        {
            Token = request.ClientToken,
            Reason = Says.Of(ExperimentStatus.Pending),
            Runs =
            [
                .. asked.Actions!.Keys.Order(StringComparer.Ordinal).Select(name => new ActionRun(name)),
            ],
            Accounts = [.. accounts.Select(account => account.To<ExperimentTargetAccountConfiguration>())],
        };
    }
}
