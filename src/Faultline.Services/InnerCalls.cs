using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Wire;
using Faultline.Wire.Planes;
using Faultline.Wire.Shapes;

namespace Faultline.Services;

/// <summary>
/// Calls of one service to another inside a region. Faults meet them as they meet everybody's at the gate, so that a
/// frozen control plane answers nobody.
/// </summary>
public sealed class InnerCalls(string region, Node node, Surroundings around)
{
    /// <summary>
    /// Calls a method of a service's API, as in <c>Ask(who, ec2.CreateVpc, request, ct)</c>; the method's name is
    /// the operation's.
    /// </summary>
    public async ValueTask<TOut> Ask<TIn, TOut>(
        Principal who,
        Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation,
        TIn request,
        CancellationToken ct,
        string origin = "",
        string? token = null)
        where TIn : IStructure =>
        await operation(await Pass(who, operation, origin, ct) with { Token = token }, request, ct);

    /// <summary>Calls an operation that answers nothing.</summary>
    public async ValueTask Ask<TIn>(
        Principal who,
        Func<Call, TIn, CancellationToken, ValueTask> operation,
        TIn request,
        CancellationToken ct,
        string origin = "")
        where TIn : IStructure =>
        await operation(await Pass(who, operation, origin, ct), request, ct);

    /// <summary>Calls an operation by its name.</summary>
    public async ValueTask<IStructure?> Ask(
        Principal who, Wire.Api api, string operation, IStructure request, CancellationToken ct) =>
        await api.Invoke(await Pass(who, api.Model, operation, "", ct), request, ct);

    private ValueTask<Call> Pass(Principal who, Delegate method, string origin, CancellationToken ct) =>
        method.Target is Wire.Api api
            ? Pass(who, api.Model, method.Method.Name, origin, ct)
            : throw new InvariantBroken($"{method.Method.Name} is no operation of a service.");

    private async ValueTask<Call> Pass(
        Principal who, ServiceModel model, string name, string origin, CancellationToken ct)
    {
        var operation = model.Find(name) ?? throw new InvariantBroken($"{model} has no {name}.");
        await Gate(model, who, operation.Name, ct);
        return new()
        {
            Service = model,
            Operation = operation,
            Region = region,
            Principal = who,
            Now = node.Now,
            Dice = node.Dice,
            RequestId = node.Dice.Uuid(),
            Origin = origin,
        };
    }

    /// <summary>What the gate does to callers from outside, the board does to these.</summary>
    private async ValueTask Gate(ServiceModel model, Principal who, string operation, CancellationToken ct)
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
                who.Account,
                facts.ControlPlane,
                facts.Reads)
            {
                Caller = who.Arn,
            },
            node.Now,
            node.Dice);
        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, node.Clock, ct);
        }

        switch (verdict.Action)
        {
            case GateAction.Error error:
                throw FaultErrors.Of(error, model, model.Protocols[0]);
            case GateAction.Drop:
                throw new AwsError("RequestTimeout", 503, $"{model.FullName} did not answer.");
        }
    }
}
