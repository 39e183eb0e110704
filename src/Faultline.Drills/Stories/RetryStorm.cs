using Faultline.Api.Sqs;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>
/// A control plane lets a few calls a second through. Everybody who waits longer after each refusal gets through in the
/// end, no more pass than may, and the data plane does not notice.
/// </summary>
internal static class RetryStorm
{
    private const int Callers = 12;

    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var region = stage.Region(Stage.Here);
        var traffic = new Traffic(stage, region);
        await traffic.Begin();
        await stage.Begin("retry-storm", null, ("region", Stage.Here), ("rate", "2"), ("latency", "100ms"));

        var (began, before) = (world.Now, traffic.Acknowledged);
        await Task.WhenAll(Enumerable.Range(1, Callers).Select(number =>
            new Client(stage, region, world.Host($"caller {number}")).Make($"queue-{number}")));
        var took = world.Now - began;

        // Two a second, and two that were saved up.
        if (took < TimeSpan.FromSeconds((Callers - 2) / 2.0 - 1))
        {
            throw stage.Broken($"{Callers} calls passed in {took}, where two a second may.");
        }

        if (traffic.Acknowledged == before)
        {
            throw stage.Broken("The data plane did not go on.");
        }

        await stage.Clear(_ => true);
        await traffic.End();
    }
}
