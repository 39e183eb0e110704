using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Templates;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis.Running;

/// <summary>An experiment as the API shows it at an hour. Pure.</summary>
internal static class View
{
    public static Experiment Of(ExperimentRow row, DateTimeOffset now) => row.Asked.With(shown =>
    {
        shown.State = State(row);
        shown.StartTime = row.Started;
        shown.EndTime = row.Ended;
        shown.TargetAccountConfigurationsCount = row.Accounts.Length;
        shown.ExperimentReport = Report(row, now);
        shown.Actions = row.Runs.ToDictionary(
            run => run.Name,
            run => row.Asked.Actions![run.Name].With(action =>
            {
                var status = StatusOf(run);
                action.State = new() { Status = status, Reason = run.Reason ?? Says.Action(status) };
                action.StartTime = run.Began;
                action.EndTime = run.Ended;
            }),
            StringComparer.Ordinal);
    });

    public static ExperimentSummary Summary(ExperimentRow row) => new()
    {
        Id = row.Id,
        Arn = row.Asked.Arn,
        ExperimentTemplateId = row.Asked.ExperimentTemplateId,
        State = State(row),
        CreationTime = row.Asked.CreationTime,
        Tags = row.Asked.Tags,
        ExperimentOptions = row.Asked.ExperimentOptions,
    };

    public static string StatusOf(ActionRun run) => run.Phase switch
    {
        Phase.Waiting => ExperimentActionStatus.Pending,
        Phase.Beginning => ExperimentActionStatus.Initiating,
        Phase.Running => ExperimentActionStatus.Running,
        Phase.Ending when run.Outcome == ExperimentActionStatus.Completed => ExperimentActionStatus.Running,
        Phase.Ending => ExperimentActionStatus.Stopping,
        _ => run.Outcome!,
    };

    private static ExperimentState State(ExperimentRow row) => new()
    {
        Status = row.Status,
        Reason = row.Reason,
        Error = row is { IsOver: true, Verdict: { Code: { } code } verdict }
            ? new() { AccountId = row.Account, Code = code, Location = verdict.Location }
            : null,
    };

    /// <summary>A report is looked forward to until its time after the end, and then is not written: no S3 is here.
    /// </summary>
    private static ExperimentReport? Report(ExperimentRow row, DateTimeOffset now)
    {
        if (row.Asked.ExperimentReportConfiguration is not { } asked)
        {
            return null;
        }

        var status = row switch
        {
            { Status: ExperimentStatus.Cancelled } => ExperimentReportStatus.Cancelled,
            { Ended: null } => ExperimentReportStatus.Pending,
            { Ended: { } ended } when now < ended + (Durations.Read(asked.PostExperimentDuration) ?? default) =>
                ExperimentReportStatus.Running,
            _ => ExperimentReportStatus.Failed,
        };
        return new()
        {
            State = new()
            {
                Status = status,
                Reason = status == ExperimentReportStatus.Failed
                    ? "Faultline has no Amazon S3 yet to put the report into."
                    : $"Experiment report is {status}.",
                Error = status == ExperimentReportStatus.Failed ? new() { Code = Says.Dependent } : null,
            },
            S3Reports = [],
        };
    }
}
