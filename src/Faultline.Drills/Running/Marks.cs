using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Drills.Reports;
using Faultline.Kernel.Timeline;

namespace Faultline.Drills.Running;

/// <summary>What the cloud's timeline says, as marks of the report, each with the number of its proof. Pure.</summary>
internal static class Marks
{
    public static Mark Of(Happening happening) => new(happening.At, KindOf(happening), happening.Says)
    {
        Zone = happening.Zone,
        Resource = happening.Resource,
        Evidence = happening.Number,
    };

    /// <summary>All of them in order; what was done goes before what came of it.</summary>
    public static ImmutableArray<Mark> Together(params IEnumerable<Mark>[] marks) =>
        [.. marks.SelectMany(each => each).OrderBy(mark => mark.At).ThenBy(mark => mark.Kind)];

    private static MarkKind KindOf(Happening happening) => happening.Kind switch
    {
        HappeningKind.FaultBegan => MarkKind.Struck,
        HappeningKind.FaultEnded => MarkKind.FaultEnded,
        HappeningKind.FaultOver => MarkKind.FaultOver,
        HappeningKind.TargetFailed => MarkKind.Detected,

        // An alarm that is well again, or has no data yet, has noticed nothing.
        HappeningKind.AlarmChanged when happening.Outcome == StateValue.Alarm => MarkKind.Detected,
        HappeningKind.NodeLeft or HappeningKind.GroupActs or HappeningKind.DatabaseMoves => MarkKind.Decided,
        HappeningKind.DatabaseMoved => MarkKind.Executed,
        HappeningKind.GroupActed => happening.Outcome == ScalingActivityStatusCode.Successful
            ? MarkKind.Executed : MarkKind.Failed,
        HappeningKind.GroupShed => happening.Outcome == ScalingActivityStatusCode.Successful
            ? MarkKind.Other : MarkKind.Failed,
        _ => MarkKind.Other,
    };
}
