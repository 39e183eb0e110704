using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Drills.Runbooks;

/// <summary>A site that answers what it was given, and nothing else.</summary>
internal sealed class ScriptedSite : ISite
{
    private readonly Dictionary<string, Func<IStructure, IStructure>> answers = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public Node Node => throw new InvalidOperationException();

    public string Says => "scripted";

    public ITransport Transport => throw new InvalidOperationException();

    public ScriptedSite Answer<TIn>(string operation, Func<TIn, IStructure> answer)
        where TIn : IStructure
    {
        answers[operation] = input => answer((TIn)input);
        return this;
    }

    public ValueTask<TOut> Observe<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new()
    {
        Asked.Add($"{region} {service.Id} {operation}");
        return new((TOut)answers[$"{service.Id}:{operation}"](input));
    }

    public ValueTask<TOut> Call<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() => throw new InvalidOperationException();

    public ValueTask<NameAnswer> Resolve(string name, CancellationToken ct) => throw new InvalidOperationException();

    public ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct) =>
        throw new InvalidOperationException();

    public ValueTask<string> Begin(FaultRequest fault, CancellationToken ct) => throw new InvalidOperationException();

    public ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> faults, CancellationToken ct) =>
        throw new InvalidOperationException();

    public ValueTask<IReadOnlyList<string>> OutOfSync(
        string region, IReadOnlyCollection<string> databases, CancellationToken ct) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct) =>
        throw new InvalidOperationException();

    public ValueTask DisposeAsync() => default;
}
