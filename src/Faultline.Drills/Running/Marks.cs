using System.Collections.Immutable;
using Faultline.Drills.Reports;
using Faultline.Kernel.Timeline;

namespace Faultline.Drills.Running;

/// <summary>What the cloud's timeline says, as marks of the report, each with the number of its proof. Pure.</summary>
internal static class Marks
{
    public static Mark Of(Happening happening) => new(happening.At, KindOf(happening.Kind), happening.Says)
    {
        Zone = happening.Zone,
        Resource = happening.Resource,
        Evidence = happening.Number,
    };

    /// <summary>All of them in order; what was done goes before what came of it.</summary>
    public static ImmutableArray<Mark> Together(params IEnumerable<Mark>[] marks) =>
        [.. marks.SelectMany(each => each).OrderBy(mark => mark.At).ThenBy(mark => mark.Kind)];

    private static MarkKind KindOf(HappeningKind kind) => kind switch
    {
        HappeningKind.FaultBegan => MarkKind.Struck,
        HappeningKind.FaultOver => MarkKind.FaultOver,
        HappeningKind.AlarmChanged or HappeningKind.TargetFailed => MarkKind.Detected,
        HappeningKind.NodeLeft or HappeningKind.GroupActs or HappeningKind.DatabaseMoves => MarkKind.Decided,
        HappeningKind.DatabaseMoved or HappeningKind.GroupActed => MarkKind.Executed,
        _ => MarkKind.Other,
    };
}
