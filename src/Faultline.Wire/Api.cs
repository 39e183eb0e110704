using System.Runtime.CompilerServices;
using Faultline.Kernel;
using Faultline.Wire.Shapes;

namespace Faultline.Wire;

/// <summary>A service's behaviour: an abstract method for each operation that is built, made from the model.</summary>
public abstract class Api
{
    public abstract ServiceModel Model { get; }

    /// <summary>Calls the method of the operation. The output is null where the model has none.</summary>
    public abstract ValueTask<IStructure?> Invoke(Call call, IStructure input, CancellationToken ct);

    // Most calls wait for the disk, so the step from the method's own output type is pooled, not allocated each time.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected static async ValueTask<IStructure?> Answer<T>(ValueTask<T> output) where T : class, IStructure =>
        await output;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected static async ValueTask<IStructure?> Answer(ValueTask done)
    {
        await done;
        return null;
    }

    protected InvariantBroken NotMine(Call call) => new($"{call.Operation} of {call.Service} was sent to {Model}.");
}
