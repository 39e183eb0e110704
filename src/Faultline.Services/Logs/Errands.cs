using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Logs;

/// <summary>What CloudWatch Logs asks of other services for an account, by its own doing.</summary>
internal sealed class Errands(string region, Node node)
{
    private const string Service = "logs.amazonaws.com";
    private const string Role = "AWSServiceRoleForLogDelivery/LogDelivery";

    public async ValueTask<T?> Ask<T>(
        Wire.Api api, string operation, string account, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T?)await api.Invoke(
            new()
            {
                Service = api.Model,
                Operation = Array.Find(api.Model.Operations, each => each.Name == operation)!,
                Region = region,
                Principal = Principal.OfService(account, Service, Role),
                Now = node.Now,
                Dice = node.Dice,
                RequestId = node.Dice.Uuid(),
                Origin = "",
            },
            request,
            ct);
}
