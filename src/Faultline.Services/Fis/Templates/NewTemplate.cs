using Faultline.Api.Fis;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis.Templates;

/// <summary>Templates from what callers say. Pure.</summary>
internal static class NewTemplate
{
    public static ExperimentTemplate Of(Call call, string id, CreateExperimentTemplateRequest request) =>
        request.To<ExperimentTemplate>().With(shown =>
        {
            shown.Id = id;
            shown.Arn = Names.Arn(call, Names.Template, id);
            shown.CreationTime = call.Now;
            shown.LastUpdateTime = call.Now;
            shown.Tags ??= [];
            shown.Targets ??= [];
            shown.ExperimentOptions = new()
            {
                AccountTargeting = request.ExperimentOptions?.AccountTargeting ?? AccountTargeting.SingleAccount,
                EmptyTargetResolutionMode =
                    request.ExperimentOptions?.EmptyTargetResolutionMode ?? EmptyTargetResolutionMode.Fail,
            };
        });

    /// <summary>The template with what the request says in the place of what it said; all else stays.</summary>
    public static ExperimentTemplate Changed(
        Call call, ExperimentTemplate before, UpdateExperimentTemplateRequest request)
    {
        var said = request.To<ExperimentTemplate>();
        return before.With(shown =>
        {
            shown.LastUpdateTime = call.Now;
            shown.Description = said.Description ?? before.Description;
            shown.StopConditions = said.StopConditions ?? before.StopConditions;
            shown.Targets = said.Targets ?? before.Targets;
            shown.Actions = said.Actions ?? before.Actions;
            shown.RoleArn = said.RoleArn ?? before.RoleArn;
            shown.ExperimentOptions = before.ExperimentOptions!.With(options =>
                options.EmptyTargetResolutionMode =
                    said.ExperimentOptions?.EmptyTargetResolutionMode ?? options.EmptyTargetResolutionMode);

            // An empty configuration takes away the one that was.
            shown.LogConfiguration = request.LogConfiguration switch
            {
                null => before.LogConfiguration,
                { CloudWatchLogsConfiguration: null, S3Configuration: null, LogSchemaVersion: null } => null,
                _ => said.LogConfiguration,
            };
            shown.ExperimentReportConfiguration = request.ExperimentReportConfiguration switch
            {
                null => before.ExperimentReportConfiguration,
                { Outputs: null, DataSources: null } => null,
                _ => said.ExperimentReportConfiguration,
            };
        });
    }
}
