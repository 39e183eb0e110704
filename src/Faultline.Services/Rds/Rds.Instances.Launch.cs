using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>The one way in which an instance is made.</summary>
internal sealed partial class Rds
{
    /// <summary>
    /// Checks all that any new instance has to meet, gives it its place, and writes it down as <c>creating</c>. It is on
    /// the disk when this returns; the loop makes it.
    /// </summary>
    private ValueTask<InstanceRow> Launch(Call call, NewInstance order, CancellationToken ct) => throw Pending(call);
}
