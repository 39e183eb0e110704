using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>
/// One look at the state: the hour, chance, where servers may stand, and what there is to say of it in the timeline
/// once it is kept.
/// </summary>
internal sealed record Moment(
    RdsState State, DateTimeOffset Now, Dice Dice, string Region, Placing Placing, StorageTimes Storage)
{
    public List<Happening> Happenings { get; } = [];

    /// <summary>Says something to the owner of an instance, and in the timeline.</summary>
    public void Say(
        InstanceRow row, string message, string category, HappeningKind kind = HappeningKind.DatabaseChanged)
    {
        State.Note(row, Now, message, category);
        Happenings.Add(new(kind, Now)
        {
            Region = Region,
            Zone = Standing.Writer(row)?.Zone,
            Resource = row.Arn,
            Says = $"{row.Name}: {message}",
        });
    }
}
