using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// CloudFormation of an account in a region, called in the execution role of that account. Faults meet these calls as
/// they meet everybody's, there at the gate and on the way between the regions.
/// </summary>
internal sealed class Reach(string region, Node node, Surroundings around, CloudFormationOptions options)
{
    private readonly Dictionary<string, InnerCalls> calls = new(StringComparer.Ordinal);
    private readonly Dice dice = node.Dice.Fork("stack sets");

    public async ValueTask<TOut> Ask<TIn, TOut>(
        Destination there,
        Func<CloudFormationApi, Func<Call, TIn, CancellationToken, ValueTask<TOut>>> operation,
        TIn request,
        CancellationToken ct)
        where TIn : IStructure
    {
        var api = await Arrive(there, ct);
        try
        {
            var answer = await Calls(there.Region).Ask(there.Principal, operation(api), request, ct);
            await Return(there, ct);
            return answer;
        }
        catch (StoreBroken)
        {
            throw Silent(there);
        }
    }

    /// <summary>Calls an operation that answers nothing.</summary>
    public async ValueTask Tell<TIn>(
        Destination there,
        Func<CloudFormationApi, Func<Call, TIn, CancellationToken, ValueTask>> operation,
        TIn request,
        CancellationToken ct)
        where TIn : IStructure
    {
        var api = await Arrive(there, ct);
        try
        {
            await Calls(there.Region).Ask(there.Principal, operation(api), request, ct);
            await Return(there, ct);
        }
        catch (StoreBroken)
        {
            throw Silent(there);
        }
    }

    private async ValueTask<CloudFormationApi> Arrive(Destination there, CancellationToken ct)
    {
        await Pass(region, there.Region, there, ct);
        return await options.Elsewhere(there.Region, ct) ?? throw Silent(there);
    }

    private ValueTask Return(Destination there, CancellationToken ct) => Pass(there.Region, region, there, ct);

    private async ValueTask Pass(string from, string to, Destination there, CancellationToken ct)
    {
        if (options.Ways is not { } ways || from == to)
        {
            return;
        }

        var way = ways.Between(Place(from), Place(to));
        if (!way.Passes)
        {
            throw Silent(there);
        }

        if (way.Delay(dice) is var delay && delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, node.Clock, ct);
        }
    }

    private InnerCalls Calls(string there)
    {
        if (!calls.TryGetValue(there, out var found))
        {
            calls.Add(there, found = new(there, node, around));
        }

        return found;
    }

    private Domain Place(string name) => around.Atlas.Region(name) ?? around.Atlas.Everything;

    private static AwsError Silent(Destination there) => new(
        "ServiceUnavailable", 503, $"AWS CloudFormation in {there.Region} did not answer.");
}

/// <summary>Where a stack is, and as whom it is worked at.</summary>
internal sealed record Destination(string Account, string Region, string Role)
{
    public Principal Principal => new(
        Account, $"arn:aws:sts::{Account}:assumed-role/{Role}/StackSet", $"{Role}:StackSet", null);

    public static Destination Of(Errand errand) => new(
        errand.Leg.Target, errand.Leg.Region, errand.Set.Shown.ExecutionRoleName ?? Set.UsualExecutionRole);
}
