using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using ResourceType = Faultline.Services.Provisioning.ResourceType;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>Takes steps through the types of resources, and says what came of them.</summary>
internal sealed class Hands(
    Node node, Types types, Works works, GroupUpdates groups, Alarms alarms, Ec2Api? ec2)
{
    private const string VolumeType = "AWS::EC2::Volume";
    private const string TokenTag = "aws:cloudformation:deleted";

    public async ValueTask<Answer> Do(Order order, CancellationToken ct)
    {
        var type = types.Find(order.Thing.Type) ?? new Placeholder(order.Thing.Type);
        try
        {
            return order.Step == Step.Watch
                ? new(order) { Alarms = await alarms.Look(order.Stack, ct) }
                : await Take(type, order, ct);
        }
        catch (AwsError error)
        {
            return new(order)
            {
                Error = error,
                IsGone = order.Step is Step.Delete or Step.AwaitGone && type.SaysGone(error),
            };
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // A type that is broken fails its resource, not everybody's stacks.
            node.Report(broken);
            return new(order) { Error = new("GeneralServiceException", 400, "Internal Failure") };
        }
    }

    private async ValueTask<Answer> Take(ResourceType type, Order order, CancellationToken ct)
    {
        var work = await works.Of(order.Stack, order.LogicalId, order.Thing, ct);
        switch (order.Step)
        {
            case Step.Create:
                return new(order) { PhysicalId = await type.Create(work, ct) };
            case Step.AwaitCreated or Step.AwaitUpdated:
                return await Await(type, order, work, ct);
            case Step.Update:
                var before = await works.ResolveBefore(order.Stack, order.Before ?? "{}", ct);
                await groups.Update(type, work, before, order, ct);
                return new(order);
            case Step.Delete:
                return await Delete(type, order, work, ct);
            case Step.AwaitGone:
                return await type.IsGone(work, ct)
                    ? new(order) { IsDone = true, Touched = await Touched(type, work, ct) }
                    : new(order);
            default:
                throw new InvariantBroken($"{order.Step} is no step that hands take.");
        }
    }

    private async ValueTask<Answer> Await(ResourceType type, Order order, Work work, CancellationToken ct)
    {
        var before = order.Step == Step.AwaitUpdated
            ? await works.ResolveBefore(order.Stack, order.Before ?? "{}", ct)
            : Properties.None;
        if (order is { Step: Step.AwaitUpdated, Rolling: not { Stage: RollingStage.Done } }
            && GroupUpdates.Waits(order, before, work.Properties))
        {
            return new(order) { Group = await groups.Roll(work, before, order, ct) };
        }

        if (!await type.IsReady(work, ct)
            || (order.Step == Step.AwaitUpdated && !await groups.IsOver(work, before, order, ct)))
        {
            return new(order);
        }

        var read = await type.Read(work, ct);
        return read is null
            ? new(order)
            {
                Error = new(
                    "NotFound", 400, $"Resource of type '{type.Name}' with identifier '{work.Id}' was not found."),
            }
            : new(order) { IsDone = true, Attributes = read, Touched = await Touched(type, work, ct) };
    }

    /// <summary>What it has changed of another thing, if that is there still.</summary>
    private static async ValueTask<Neighbour?> Touched(ResourceType type, Work work, CancellationToken ct)
    {
        try
        {
            return await type.Touched(work, ct);
        }
        catch (AwsError error) when (type.SaysGone(error))
        {
            return null;
        }
    }

    private async ValueTask<Answer> Delete(ResourceType type, Order order, Work work, CancellationToken ct)
    {
        if (work.Id is null)
        {
            // Made once more under its token, it is found, if it is there. Its name is kept before it goes: else, were
            // that not heard of, it would be made again.
            try
            {
                return new(order) { PhysicalId = await type.Create(work, ct) };
            }
            catch (AwsError refused) when (!refused.MayPass)
            {
                return new(order) { IsGone = true };
            }
        }

        if (order.TakesSnapshot && type.LeavesSnapshots)
        {
            await type.DeleteWithSnapshot(work, ct);
            return new(order);
        }

        if (order.TakesSnapshot)
        {
            await Snapshot(type, work, ct);
        }

        await type.Delete(work, ct);
        return new(order);
    }

    /// <summary>A volume that is to go leaves a snapshot, however often this is tried.</summary>
    private async ValueTask Snapshot(ResourceType type, Work work, CancellationToken ct)
    {
        if (type.Name != VolumeType || ec2 is null)
        {
            throw new AwsError("InvalidRequest", 400, $"Faultline takes no snapshots of {type.Name} yet.");
        }

        var found = await work.Ask(ec2.DescribeSnapshots, new DescribeSnapshotsRequest
        {
            Filters = [new() { Name = $"tag:{TokenTag}", Values = [work.Token] }],
            OwnerIds = ["self"],
        }, ct);
        if (found.Snapshots is { Count: > 0 })
        {
            return;
        }

        await work.Ask(ec2.CreateSnapshot, new CreateSnapshotRequest
        {
            VolumeId = work.Id!,
            TagSpecifications =
            [
                new()
                {
                    ResourceType = "snapshot",
                    Tags =
                    [
                        new() { Key = TokenTag, Value = work.Token },
                        .. work.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value }),
                    ],
                },
            ],
        }, ct);
    }
}
