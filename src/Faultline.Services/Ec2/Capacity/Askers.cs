using Faultline.Api.Ec2;
using Faultline.Kernel.Faults;
using Faultline.Services.Ec2.Instances;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// Who asks for room, as faults tell callers apart: an Auto Scaling group by the tag that it launches with.
/// </summary>
internal static class Askers
{
    private const string GroupTag = "aws:autoscaling:groupName";

    public static Asker Of(Call call) => new(call.Principal.Arn, null, call.Dice);

    public static Asker Of(Call call, LaunchOrder order) => Of(call, order.OfAws);

    public static Asker Of(Call call, Machine machine) => Of(call, machine.Shown.Tags ?? []);

    private static Asker Of(Call call, List<Tag> tags) => tags.Find(tag => tag.Key == GroupTag)?.Value is { } name
        ? Of(call) with { Group = Asker.GroupOf(call.Account, name) }
        : Of(call);
}
