using Faultline.Kernel.Places;

namespace Faultline.Services.Sqs;

/// <summary>The queues as things that a fault can hit. They are the region's: no zone takes them away.</summary>
internal sealed partial class Sqs : IResources
{
    private readonly Domain place;

    public ValueTask<IReadOnlyCollection<Resource>> Resources() => new(
    [
        .. book.All.Select(queue => new Resource(
            "sqs", "queue", queue.Arn.ToString(), queue.Arn.Name, queue.Arn.Account, place)),
    ]);
}
