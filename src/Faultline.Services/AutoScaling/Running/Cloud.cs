using Faultline.Api.ClassicElb;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Wire;
using Faultline.Wire.Planes;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>
/// EC2 and load balancing, called as Auto Scaling in its role in an account. Faults meet its calls as they meet
/// everybody's: a frozen control plane launches nothing.
/// </summary>
internal sealed class Cloud(
    string region, Node node, Surroundings around, Ec2Api ec2, ElbApi elb, ClassicElbApi classic)
{
    private const string Service = "autoscaling.amazonaws.com";
    private const string Role = "AWSServiceRoleForAutoScaling/AutoScaling";

    public async ValueTask<T> Ec2<T>(string account, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T)(await Ask(ec2, account, operation, request, ct))!;

    public async ValueTask<T> Elb<T>(string account, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T)(await Ask(elb, account, operation, request, ct))!;

    public async ValueTask<T> Classic<T>(string account, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure => (T)(await Ask(classic, account, operation, request, ct))!;

    /// <summary>Calls an operation of EC2 that answers nothing.</summary>
    public async ValueTask TellEc2(string account, string operation, IStructure request, CancellationToken ct) =>
        await Ask(ec2, account, operation, request, ct);

    private async ValueTask<IStructure?> Ask(
        Wire.Api api, string account, string operation, IStructure request, CancellationToken ct)
    {
        var model = api.Model;
        await Pass(model, account, operation, ct);
        var call = new Call
        {
            Service = model,
            Operation = model.Find(operation) ?? throw new InvariantBroken($"{model} has no {operation}."),
            Region = region,
            Principal = Principal.OfService(account, Service, Role),
            Now = node.Now,
            Dice = node.Dice,
            RequestId = node.Dice.Uuid(),
            Origin = "",
        };
        return await api.Invoke(call, request, ct);
    }

    /// <summary>What the gate does to callers from outside, the board does to this one.</summary>
    private async ValueTask Pass(ServiceModel model, string account, string operation, CancellationToken ct)
    {
        if (!around.Board.View.HasGates)
        {
            return;
        }

        var facts = Planes.Of(model.Id, operation);
        var verdict = around.Board.View.Gate(
            new(
                model.Id,
                operation,
                around.Atlas.Region(region) ?? around.Atlas.Everything,
                account,
                facts.ControlPlane,
                facts.Reads),
            node.Now,
            node.Dice);
        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, node.Clock, ct);
        }

        switch (verdict.Action)
        {
            case GateAction.Error { InOwnForm: true } error:
                var common = new CommonErrors(model, model.Protocols[0]);
                throw error.Code == GateAction.Error.Throttled ? common.Throttling() : common.ServiceUnavailable();
            case GateAction.Error error:
                throw new AwsError(error.Code, error.Status ?? 400, error.Message);
            case GateAction.Drop:
                throw new AwsError("RequestTimeout", 503, $"{model.FullName} did not answer.");
        }
    }
}
