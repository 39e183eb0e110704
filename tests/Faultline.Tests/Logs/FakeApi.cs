using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Logs;

/// <summary>Another service, as far as a test needs it: what it is asked, and what it says to that.</summary>
internal sealed class FakeApi(ServiceModel model, Func<IStructure, IStructure?> answer) : Wire.Api
{
    public override ServiceModel Model => model;

    public List<Call> Calls { get; } = [];

    public override ValueTask<IStructure?> Invoke(Call call, IStructure input, CancellationToken ct)
    {
        Calls.Add(call);
        return new(answer(input));
    }
}
