using System.Text.RegularExpressions;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// What an alarm can do, by its ARN ("AlarmActions" of PutMetricAlarm and of PutCompositeAlarm, API reference).
/// </summary>
internal sealed partial record ActionArn(string Text, ActionKind Kind)
{
    private static readonly string[] vendors =
        ["automate", "swf", "autoscaling", "sns", "lambda", "ssm", "ssm-incidents", "aiops"];

    /// <summary>What is done to an instance, <c>stop</c>; null for actions on something else.</summary>
    public string? Verb { get; init; }

    /// <summary>Null for what is none.</summary>
    public static ActionArn? Parse(string text)
    {
        if (Ec2().Match(text) is { Success: true } automated)
        {
            return new(text, ActionKind.Instance) { Verb = automated.Groups[1].Value };
        }

        if (Workflow().Match(text) is { Success: true } workflow)
        {
            return new(text, ActionKind.Instance) { Verb = workflow.Groups[1].Value.ToLowerInvariant() };
        }

        return text.Split(':', 6) is not ["arn", var partition, var service, _, _, { Length: > 0 } resource]
            || !partition.StartsWith("aws", StringComparison.Ordinal)
                ? null
                : (service, resource) switch
                {
                    ("autoscaling", _) when resource.StartsWith("scalingPolicy:", StringComparison.Ordinal) =>
                        new(text, ActionKind.Scaling),
                    ("sns", _) when !resource.Contains(':') => new(text, ActionKind.Other),
                    ("lambda", _) when resource.StartsWith("function:", StringComparison.Ordinal) =>
                        new(text, ActionKind.Other),
                    ("ssm", _) when resource.StartsWith("opsitem:", StringComparison.Ordinal) =>
                        new(text, ActionKind.Other),
                    ("ssm-incidents", _) when resource.StartsWith("responseplan/", StringComparison.Ordinal) =>
                        new(text, ActionKind.Other),
                    ("aiops", _) when resource.StartsWith("investigation-group", StringComparison.Ordinal) =>
                        new(text, ActionKind.Other),
                    _ => null,
                };
    }

    /// <summary>The part of AWS in an ARN if it does nothing for alarms; null if it does, or is in none.</summary>
    public static string? Stranger(string text) =>
        text.Split(':', 6) is ["arn", _, { Length: > 0 } vendor, _, _, _] && !vendors.Contains(vendor)
            ? vendor
            : null;

    /// <summary>The part of AWS that does it, <c>sns</c>.</summary>
    public string Service => Text.Split(':')[2];

    /// <summary>Where it is done; none where the whole world is.</summary>
    public string Region => Text.Split(':')[3];

    [GeneratedRegex(@"^arn:aws[a-z-]*:automate:[a-z0-9-]+:ec2:(stop|terminate|reboot|recover)$")]
    private static partial Regex Ec2();

    [GeneratedRegex(
        @"^arn:aws[a-z-]*:swf:[a-z0-9-]+:[0-9]{12}:action/actions/AWS_EC2\.InstanceId\."
        + @"(Stop|Terminate|Reboot|Recover)/1\.0$")]
    private static partial Regex Workflow();
}

/// <summary>Whom an action is for.</summary>
internal enum ActionKind
{
    Instance,
    Scaling,
    Other,
}
