using Faultline.Whole.Instances;

namespace Faultline.Whole;

/// <summary>What the runtime was asked for, seen in a server that runs.</summary>
public sealed class RuntimeTests
{
    [Fact]
    public async Task Its_processors_collect_garbage_together()
    {
        await using var server = await Server.Start();
        // One processor has nobody to collect with, and the runtime then takes the collector for one.
        Assert.Equal(Environment.ProcessorCount > 1, Trees.Threads(server.Pid).Contains(".NET Server GC"));
    }
}
