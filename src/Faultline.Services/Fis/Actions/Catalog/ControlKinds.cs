using Faultline.Services.Fis.Actions.Arc;
using Faultline.Services.Fis.Actions.Calls;
using Faultline.Services.Fis.Actions.CloudWatch;
using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions of FIS itself, and those that look on or help: alarms and zonal shift.</summary>
internal static class ControlKinds
{
    public static IEnumerable<ActionKind> All(ActionReach reach) =>
    [
        Inject(reach, "internal", "Answers API calls of roles with internal errors.", InjectedError.Internal),
        Inject(reach, "throttle", "Answers API calls of roles as if they were too many.", InjectedError.Throttle),
        Inject(reach, "unavailable", "Answers API calls of roles as if the service could not be reached.",
            InjectedError.Unavailable),
        new("aws:fis:wait", "Waits, so that what starts after it starts later.")
        {
            Parameters = [Lasts],
            Acts = new Waiting(),
        },
        new("aws:cloudwatch:assert-alarm-state", "Fails unless alarms are in the states that one expects.")
        {
            Parameters =
            [
                Must("alarmArns", "The ARNs of up to five alarms, with commas between."),
                Must("alarmStates", "The states that will do, with commas between: OK, ALARM, INSUFFICIENT_DATA."),
            ],
            Acts = new AssertAlarms(reach),
        },
        new("aws:arc:start-zonal-autoshift", "Leads traffic of managed resources away from an Availability Zone.")
        {
            Parameters =
            [
                Lasts,
                Must("availabilityZoneIdentifier", "The zone that traffic leaves, by name or id."),
                May("managedResourceTypes", "Only these, with commas between: ASG, ALB, NLB, EKS."),
                May("zonalAutoshiftStatus", "Only what has autoshift ENABLED (unless said), DISABLED, or ANY."),
            ],
            Target = new("ManagedResources", "aws:arc:zonal-shift-managed-resource"),
            Acts = new Autoshift(reach),
        },
    ];

    private static ActionKind Inject(ActionReach reach, string name, string says, InjectedError error) =>
        new($"aws:fis:inject-api-{name}-error", says)
        {
            Parameters =
            [
                Lasts,
                Must("service", "The service that is called: ec2 or kinesis."),
                Percentage("calls"),
                Must("operations", "The operations, with commas between."),
            ],
            Target = new("Roles", "aws:iam:role"),
            Acts = new InjectError(reach, error),
        };
}
