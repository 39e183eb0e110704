using Faultline.Kernel;

namespace Faultline.Cloud;

/// <summary>All regions of this server, over the state folder.</summary>
internal sealed class Cloud(Node node) : IAsyncDisposable
{
    public Node Node => node;

    /// <summary>The services that answer, by id.</summary>
    public IReadOnlyList<string> Services { get; } = [];

    public IReadOnlyList<string> Regions { get; } = [];

    public ValueTask Reset(CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
