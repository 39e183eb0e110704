using Faultline.Services.Fis.Actions;
using Faultline.Services.Fis.Targets;

namespace Faultline.Tests.Fis;

/// <summary>A small catalogue: actions that are asked what a test says, one that waits, one that does not act here.
/// </summary>
internal static class ScriptedKinds
{
    public const string Lasting = "test:lasts";
    public const string Plain = "test:plain";
    public const string Aimed = "test:aimed";
    public const string Absent = "test:absent";

    public static IReadOnlyList<ActionKind> Of(IAction acts)
    {
        ActionParameter[] own = [new("duration", "How long.", Required: true), new("count", "How many.")];
        return
        [
            new(Lasting, "Lasts.") { Parameters = [.. own], Acts = acts },
            new(Plain, "Is over by itself.") { Parameters = [new("startAfterDuration", "When.")], Acts = acts },
            new(Aimed, "Is aimed at instances.")
            {
                Parameters = [.. own],
                Target = new("Instances", "aws:ec2:instance"),
                Acts = acts,
            },

            // One for each type of resources, so that each can be aimed at.
            .. TargetType.All.Where(type => type.Id != "aws:ec2:instance").Select(type => new ActionKind(
                $"test:{type.Id}", "Is aimed at something.") { Target = new("Slot", type.Id), Acts = acts }),
            new(Absent, "Does not act.") { Parameters = [new("duration", "How long.", Required: true)] },
        ];
    }
}
