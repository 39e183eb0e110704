using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Logs;

/// <summary>Another service of the region, as far as logs ask it something.</summary>
internal sealed class Other(ServiceModel model, Func<Call, IStructure, Task<IStructure?>> answer) : Wire.Api
{
    public override ServiceModel Model => model;

    public override ValueTask<IStructure?> Invoke(Call call, IStructure input, CancellationToken ct) =>
        new(answer(call, input));
}
