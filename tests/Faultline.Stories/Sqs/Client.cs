using Faultline.Api.Sqs;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Sqs;

/// <summary>A host that calls SQS over its link, and asks again as long as it hears nothing.</summary>
internal sealed class Client(World world, Server server, string name)
{
    public const string Account = "000000000000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Host Host { get; } = world.Host(name);

    /// <summary>Asks until it is answered. What was asked may have been done more than once.</summary>
    public async Task<TOutput> Ask<TOutput>(string operation, IStructure input, TimeSpan wait = default)
        where TOutput : class, IStructure => (TOutput)(await Ask(operation, input, wait))!;

    public async Task<IStructure?> Ask(string operation, IStructure input, TimeSpan wait = default)
    {
        while (true)
        {
            try
            {
                return await Once(operation, input, wait);
            }
            catch (Exception why) when (MayBeDone(why))
            {
                await world.Delay(TimeSpan.FromMilliseconds(50) + world.Below(TimeSpan.FromMilliseconds(400)));
            }
        }
    }

    /// <summary>Asks once; null when there was no answer.</summary>
    public async Task<TOutput?> TryAsk<TOutput>(string operation, IStructure input, TimeSpan wait = default)
        where TOutput : class, IStructure
    {
        try
        {
            return (TOutput?)await Once(operation, input, wait);
        }
        catch (Exception why) when (MayBeDone(why))
        {
            return null;
        }
    }

    public async Task<string> Make(string queue, Dictionary<string, string> attributes) =>
        (await Ask<CreateQueueResult>(
            "CreateQueue", new CreateQueueRequest { QueueName = queue, Attributes = attributes })).QueueUrl!;

    public Task Delete(string url, Message message) =>
        Ask("DeleteMessage", new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle! });

    /// <summary>No answer, or the 500 of a region whose disk fails under it: nobody knows what was done.</summary>
    private static bool MayBeDone(Exception why) => why is NoAnswer or StoreBroken;

    private async Task<IStructure?> Once(string operation, IStructure input, TimeSpan wait) =>
        (await world.Network.Call<Ask, Told>(Host, server.Host, new(operation, input), Patience + wait)).Output;
}
