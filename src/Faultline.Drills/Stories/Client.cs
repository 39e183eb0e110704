using Faultline.Api.Sqs;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Stories;

/// <summary>
/// A program on a host that calls a region, over a connection that it keeps: it needs the name of the endpoint only
/// when it has none. It asks again as long as it hears nothing, waiting longer each time.
/// </summary>
internal sealed class Client(Stage stage, RegionServer region, Host host)
{
    public const string Account = "000000000000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(4);

    public Host Host => host;

    /// <summary>It holds a connection.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Asks until it is answered with a result. What was asked may have been done more than once.</summary>
    public async Task<TOutput?> Ask<TOutput>(string operation, IStructure input, TimeSpan wait = default)
        where TOutput : class, IStructure
    {
        for (var pause = PauseMin; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            try
            {
                return (TOutput?)await Once(operation, input, wait);
            }
            catch (Exception why) when (why is NoAnswer or AwsError { MayPass: true })
            {
                await Task.Delay(pause, host.Node.Clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Asks once.</summary>
    public async Task<IStructure?> Once(string operation, IStructure input, TimeSpan wait = default)
    {
        if (!IsConnected && !stage.View.Resolves(stage.Atlas.Region(region.Host.Name)!, "sqs"))
        {
            throw new NoAnswer($"sqs.{region.Host.Name} resolves to nothing.");
        }

        try
        {
            var told = await stage.World.Network.Call<Ask, Told>(
                host, region.Host, new(operation, input), Patience + wait);
            IsConnected = true;
            return told.Output;
        }
        catch (NoAnswer)
        {
            IsConnected = false;
            throw;
        }
    }

    public async Task<string> Make(string queue, int visibilitySeconds = 5) =>
        (await Ask<CreateQueueResult>("CreateQueue", new CreateQueueRequest
        {
            QueueName = queue,
            Attributes = new() { ["VisibilityTimeout"] = $"{visibilitySeconds}" },
        }))!.QueueUrl!;
}
