using Faultline.Api.Fis;
using Faultline.Wire;

namespace Faultline.Services.Fis.Templates;

/// <summary>What a template must be like, whoever asks for it. Pure; what the model says is checked before.</summary>
internal static class TemplateRules
{
    private const string AlarmMark = ":alarm:";
    private const string GroupMark = ":log-group:";

    public static void Check(Call call, ExperimentTemplate template, Catalogue catalogue)
    {
        CheckRole(template.RoleArn);
        CheckTags(call, template.Tags);
        CheckStops(call, template.StopConditions ?? []);
        TargetRules.Check(template);
        ActionRules.Check(template, catalogue);
        if (template.LogConfiguration is { } log)
        {
            CheckLog(call, log);
        }

        if (template.ExperimentReportConfiguration is { } report)
        {
            CheckReport(report);
        }
    }

    public static void CheckRole(string? role)
    {
        if (role?.Split(':') is not ["arn", _, "iam", "", { Length: 12 }, var name]
            || !name.StartsWith("role/", StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"Invalid role ARN \"{role}\".");
        }
    }

    public static void CheckTags(Call call, Dictionary<string, string>? tags)
    {
        if (call.Principal.Service is null
            && tags?.Keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            throw Refusal.Invalid($"Invalid tag key \"{own}\". Keys that begin with aws: are reserved.");
        }
    }

    /// <summary>The account and name of the alarm that a condition names; null where it names none.</summary>
    public static (string Account, string Name)? AlarmOf(string? arn) =>
        arn?.Split(':', 7) is ["arn", _, "cloudwatch", _, var account, "alarm", { Length: > 0 } name]
            ? (account, name)
            : null;

    /// <summary>The name of the log group that an ARN names, be it with its last asterisk; null where it names none.
    /// </summary>
    public static string? GroupOf(string? arn)
    {
        var at = arn?.IndexOf(GroupMark, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        var name = arn![(at + GroupMark.Length)..];
        return name.EndsWith(":*", StringComparison.Ordinal) ? name[..^2] : name;
    }

    private static void CheckStops(Call call, List<ExperimentTemplateStopCondition> stops)
    {
        if (stops.Count == 0)
        {
            throw Refusal.Invalid("The experiment template must have at least one stop condition.");
        }

        if (stops.Count > Limits.StopConditions)
        {
            throw Refusal.Quota("stop conditions in an experiment template", Limits.StopConditions);
        }

        foreach (var stop in stops)
        {
            switch (stop.Source)
            {
                case StopSources.None when stop.Value is null && stops.Count == 1:
                    break;
                case StopSources.None:
                    throw Refusal.Invalid("The stop condition \"none\" takes no value and no other stop condition.");
                case StopSources.Alarm when AlarmOf(stop.Value) is { } alarm && alarm.Account == call.Account
                    && stop.Value!.Contains($":{call.Region}:", StringComparison.Ordinal)
                    && stop.Value.Contains(AlarmMark, StringComparison.Ordinal):
                    break;
                case StopSources.Alarm:
                    throw Refusal.Invalid(
                        $"Invalid value \"{stop.Value}\" of a stop condition. It must be the ARN of a CloudWatch alarm "
                        + "in this account and Region.");
                default:
                    throw Refusal.Invalid($"Invalid stop condition source \"{stop.Source}\".");
            }
        }
    }

    private static void CheckLog(Call call, ExperimentTemplateLogConfiguration log)
    {
        if (log.LogSchemaVersion is not (1 or 2))
        {
            throw Refusal.Invalid($"Invalid log schema version {log.LogSchemaVersion}. It must be 1 or 2.");
        }

        if (log.CloudWatchLogsConfiguration is null && log.S3Configuration is null)
        {
            throw Refusal.Invalid("The log configuration must have a destination.");
        }

        if (log.CloudWatchLogsConfiguration?.LogGroupArn is { } group
            && (group.Split(':', 6) is not ["arn", _, "logs", var region, { Length: 12 }, _]
                || region != call.Region
                || GroupOf(group) is not { Length: > 0 }))
        {
            throw Refusal.Invalid($"Invalid log group ARN \"{group}\".");
        }
    }

    private static void CheckReport(ExperimentTemplateReportConfiguration report)
    {
        if (report.Outputs?.S3Configuration?.BucketName is null)
        {
            throw Refusal.Invalid("The experiment report configuration must have an S3 bucket.");
        }

        CheckSpan("preExperimentDuration", report.PreExperimentDuration, Limits.BeforeReportMost);
        CheckSpan("postExperimentDuration", report.PostExperimentDuration, Limits.AfterReportMost);
    }

    private static void CheckSpan(string name, string? text, TimeSpan most)
    {
        if (text is not null && !(Durations.Read(text) is { } span && span >= TimeSpan.Zero && span <= most))
        {
            throw Refusal.Invalid(
                $"Invalid value \"{text}\" of {name}. It must be an ISO 8601 duration of at most "
                + $"{most.TotalMinutes:0} minutes.");
        }
    }
}
