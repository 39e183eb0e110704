using Faultline.Api.Ec2;

namespace Faultline.Services.Fis.Actions.Ec2;

/// <summary>The instances that an action is aimed at, as EC2 shows them to its role.</summary>
internal static class Machines
{
    /// <summary>So many values a filter may have ("Filter", Amazon EC2 API reference).</summary>
    private const int ValuesMax = 200;

    /// <summary>Those that there are; one that is gone is none.</summary>
    public static async ValueTask<List<Instance>> Look(
        this ActionReach reach, ActionScene scene, IEnumerable<string> ids, CancellationToken ct)
    {
        var all = new List<Instance>();
        foreach (var some in ids.Distinct(StringComparer.Ordinal).Chunk(ValuesMax))
        {
            var found = await reach.Calls.Ask(scene.Who, reach.Ec2.DescribeInstances, new DescribeInstancesRequest
            {
                Filters = [new() { Name = "instance-id", Values = [.. some] }],
            }, ct);
            all.AddRange(found.Reservations!.SelectMany(each => each.Instances!));
        }

        return all;
    }

    public static bool Is(this Instance instance, params ReadOnlySpan<string> states) =>
        states.Contains(instance.State!.Name);

    public static bool IsGone(this Instance instance) =>
        instance.Is(InstanceStateName.ShuttingDown, InstanceStateName.Terminated);
}
