using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>Calls of CloudWatch that Auto Scaling makes for an account, in its service-linked role.</summary>
internal static class Calls
{
    private const string Service = "autoscaling.amazonaws.com";
    private const string Role = "AWSServiceRoleForAutoScaling/AutoScaling";

    public static Call As(string region, Node node, string account, string operation) => new()
    {
        Service = CloudWatchModel.Service,
        Operation = CloudWatchModel.Service.Find(operation)!,
        Region = region,
        Principal = Principal.OfService(account, Service, Role),
        Now = node.Now,
        Dice = node.Dice,
        RequestId = node.Dice.Uuid(),
        Origin = "",
    };
}
