using System.Net;
using Faultline.Network;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Services.Ec2.Metadata;

/// <summary>A door to the metadata service for each instance that runs: by its address it is known who asks.</summary>
internal sealed class MetadataDoors(ITransport transport, int port, MetadataService service) : IAsyncDisposable
{
    private readonly Dictionary<string, MetadataDoor> open = new(StringComparer.Ordinal);

    /// <summary>Opens those that are lacking, and closes those of instances that are not among the living.</summary>
    public async ValueTask Keep(IReadOnlyList<Machine> living)
    {
        var ids = living.Select(machine => machine.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in open.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            await open[gone].DisposeAsync();
            open.Remove(gone);
        }

        foreach (var machine in living.Where(machine => machine.Address is not null && !open.ContainsKey(machine.Id)))
        {
            if (Open(machine) is { } door)
            {
                open.Add(machine.Id, door);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Keep([]);

    /// <summary>
    /// Null where another server of this machine has the address: one instance without its metadata is no reason to
    /// hold up all others. The next look tries again.
    /// </summary>
    private MetadataDoor? Open(Machine machine)
    {
        try
        {
            var listener = transport.Listen(new(IPAddress.Parse(machine.Address!), port));
            return new(listener, (request, ct) => service.Answer(machine.Id, request, ct));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
