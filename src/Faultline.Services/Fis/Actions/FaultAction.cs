using System.Collections.Immutable;
using Faultline.Kernel.Faults;
using Faultline.Services.Worldwide;

namespace Faultline.Services.Fis.Actions;

/// <summary>
/// An action that is faults in force for its time. They are known by the action's token: begun again they are the same
/// ones, and exactly they are cleared.
/// </summary>
internal abstract class FaultAction(ActionReach reach) : IAction
{
    private const string Door = "fis";

    protected ActionReach Reach => reach;

    public virtual IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) => [];

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var faults = reach.Faults ?? throw ActionRefusal.Failed("There are no faults in this world.");
        var left = scene.Lasts is { } lasts ? scene.Began + lasts - reach.Node.Now : (TimeSpan?)null;
        if (left > TimeSpan.Zero || left is null)
        {
            foreach (var (request, fault) in Read(faults, scene, left))
            {
                await Begin(faults, scene, request, fault, ct);
            }
        }

        return Notes.Nothing;
    }

    public async ValueTask End(ActionScene scene, CancellationToken ct)
    {
        if (reach.Faults is { } faults)
        {
            await faults.Clear(order => order.Door == Door && order.Token == scene.Token, ct);
        }
    }

    /// <summary>The faults that it comes to.</summary>
    protected abstract IEnumerable<Strike> Strikes(ActionScene scene);

    /// <summary>All of them are read before one is begun.</summary>
    private List<(FaultRequest Request, Fault Fault)> Read(FaultBook faults, ActionScene scene, TimeSpan? left)
    {
        var (all, problems) = (new List<(FaultRequest, Fault)>(), new List<string>());
        foreach (var strike in Strikes(scene))
        {
            var request = new FaultRequest(strike.Kind, strike.Given, left, Door) { Token = scene.Token };
            if (faults.Read(request, problems) is { } fault)
            {
                all.Add((request, fault));
            }
        }

        return problems.Count == 0 ? all : throw ActionRefusal.Failed(string.Join(' ', problems.Distinct()));
    }

    private async ValueTask Begin(
        FaultBook faults, ActionScene scene, FaultRequest request, Fault fault, CancellationToken ct)
    {
        try
        {
            await faults.Begin(request, fault, ct);
        }
        catch (TooManyFaults many)
        {
            await End(scene, ct);
            throw ActionRefusal.Failed(many.Message);
        }
    }
}

/// <summary>A fault that an action begins: its kind, and what it is given.</summary>
internal sealed record Strike(string Kind, IReadOnlyDictionary<string, string> Given);
