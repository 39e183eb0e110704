using Faultline.Wire.Shapes;

namespace Faultline.Wire;

/// <summary>A service's behaviour: an abstract method for each operation that is built, made from the model.</summary>
public abstract class Api
{
    public abstract ServiceModel Model { get; }

    /// <summary>Calls the method of the operation. The output is null where the model has none.</summary>
    public abstract ValueTask<IStructure?> Invoke(Call call, IStructure input, CancellationToken ct);
}
