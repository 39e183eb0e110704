using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// Stops, terminates and reboots instances for alarms, through EC2's API in the role that AWS has for it; recovers them
/// by whoever does that ("Create alarms to stop, terminate, reboot, or recover an EC2 instance", user guide).
/// </summary>
internal sealed class Ec2Actions(string region, Node node, Ec2Api ec2, Dictionary<string, ActsOnAlarms> others)
{
    private const string Service = "events.amazonaws.com";
    private const string Role = "AWSServiceRoleForCloudWatchEvents/CloudWatchEvents";

    /// <summary>Null once it is done, or why it could not be.</summary>
    public async ValueTask<string?> Act(string verb, AlarmAction action, CancellationToken ct)
    {
        if (!action.Dimensions.TryGetValue("InstanceId", out var instance))
        {
            return "The metric of the alarm has no dimension InstanceId";
        }

        IStructure? request = verb switch
        {
            "stop" => new StopInstancesRequest { InstanceIds = [instance] },
            "terminate" => new TerminateInstancesRequest { InstanceIds = [instance] },
            "reboot" => new RebootInstancesRequest { InstanceIds = [instance] },
            _ => null,
        };
        if (request is null)
        {
            return others.TryGetValue("ec2", out var recover)
                ? await recover(action, ct)
                : "Nobody is here who could recover an instance";
        }

        try
        {
            await ec2.Invoke(As(action.Account, OperationOf(verb)), request, ct);
            return null;
        }
        catch (AwsError refused)
        {
            return $"{refused.Code}: {refused.Message}";
        }
    }

    private static string OperationOf(string verb) => verb switch
    {
        "stop" => "StopInstances",
        "terminate" => "TerminateInstances",
        _ => "RebootInstances",
    };

    private Call As(string account, string operation) => new()
    {
        Service = Ec2Model.Service,
        Operation = Ec2Model.Service.Find(operation)!,
        Region = region,
        Principal = Principal.OfService(account, Service, Role),
        Now = node.Now,
        Dice = node.Dice,
        RequestId = node.Dice.Uuid(),
        Origin = "",
    };
}
