using System.IO.Pipelines;
using System.Net;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Drills;

/// <summary>A site for probes alone: names, addresses and databases as a story sets them.</summary>
internal sealed class ProbeSite(World world) : ISite, ITransport
{
    private readonly HashSet<IPAddress> silent = [];

    public Node Node { get; } = world.Node("drill");

    public string Says => "a story";

    public ITransport Transport => this;

    public SimulatedTransport Addresses { get; } = new();

    /// <summary>What each name leads to.</summary>
    public Dictionary<string, NameAnswer> Names { get; } = [];

    /// <summary>How often a resolver was asked.</summary>
    public int Resolved { get; private set; }

    public Func<DatabaseAddress, CancellationToken, ValueTask<IDatabase>> Databases { get; set; } =
        static (_, _) => throw new IOException("There are no databases.");

    /// <summary>What answers calls: of an operator, past all faults (true), or of a customer.</summary>
    public Func<bool, string, IStructure, ValueTask<IStructure?>> Api { get; set; } =
        static (_, _, _) => throw new IOException("Nobody answers.");

    /// <summary>An address at which nobody answers, not even with a refusal.</summary>
    public void Silence(IPAddress address) => silent.Add(address);

    public IListener Listen(IPEndPoint at) => Addresses.Listen(at);

    public async ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct)
    {
        if (silent.Contains(to.Address))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Node.Clock, ct);
        }

        return await Addresses.Connect(to, ct);
    }

    public ValueTask<NameAnswer> Resolve(string name, CancellationToken ct)
    {
        Resolved++;
        return new(Names.GetValueOrDefault(name, new([], TimeSpan.FromSeconds(1))));
    }

    public ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct) => Databases(at, ct);

    public ValueTask<TOut> Observe<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() => Ask<TOut>(true, operation, input);

    public ValueTask<TOut> Call<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() => Ask<TOut>(false, operation, input);

    public ValueTask<string> Begin(FaultRequest fault, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> faults, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> OutOfSync(
        string region, IReadOnlyCollection<string> databases, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<TOut> Ask<TOut>(bool isOperator, string operation, IStructure input)
        where TOut : class, IStructure, new() => (TOut)(await Api(isOperator, operation, input) ?? new TOut());
}
