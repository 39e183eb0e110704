using Faultline.Kernel;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Services.ClassicElb.Wanted;

namespace Faultline.Services.ClassicElb;

/// <summary>What the state says of balancers, for the loop that brings them about.</summary>
internal sealed class Planning(ClassicBook book, Node node, Surroundings around, ElbOptions options) : IPlanning
{
    public async ValueTask<Outlook> Plan(string? applied, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;

        // Asked within the turn: who registers here has been found in EC2 before, and must not be missed in a list
        // that is older. To list all instances takes its time: not where nothing leads to any.
        var backends = state.Balancers.Count > 0 && options.Backends is { } ask ? await ask() : null;
        if (Upkeep.Settle(state, backends, node.Now))
        {
            await held.Keep();
            return new(node.Now);
        }

        var stamp = Stamp(state, backends);
        var wanted = new WantedBalancer(state, around.Atlas, backends ?? [], options.Certificate);
        var outlook = new Outlook(Upkeep.Next(state))
        {
            IsNeeded = state.Balancers.Count > 0,
            Stamp = stamp,
            Wanted = stamp == applied ? [] : [.. state.Balancers.All.Select(wanted.Config)],
        };
        await held.Keep();
        return outlook;
    }

    private string Stamp(ClassicState state, IReadOnlyList<Backend>? backends)
    {
        var certificates = state.Balancers.All.SelectMany(balancer => balancer.Listeners)
            .Select(listener => listener.SSLCertificateId)
            .OfType<string>()
            .Select(arn => options.Certificate(arn)?.TargetCertificate.Thumbprint);
        return $"{state.Version} {string.Join(' ', certificates)}\n{string.Join('\n', backends ?? [])}";
    }
}
