using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;
using Faultline.Wire;

namespace Faultline.Drills.Running;

/// <summary>Makes the stacks of a drill, one after the other, and learns what they put out; and deletes them.</summary>
internal sealed class Deployment(ISite site, DrillPlan plan, Trail trail)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MakeMax = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan DeleteMax = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal)
    {
        ["region"] = plan.Region,
        ["account"] = plan.Account,
    };

    private readonly Dictionary<string, string> zones = new(StringComparer.Ordinal);

    /// <summary>Makes all of them; gives the plan with every reference filled.</summary>
    public async ValueTask<DrillPlan> Make(Action<string> says, CancellationToken ct)
    {
        foreach (var region in plan.Stacks.Select(stack => stack.Region).Prepend(plan.Region).Distinct())
        {
            await FindZones(region, ct);
        }

        foreach (var stack in plan.Stacks)
        {
            says($"the stack {stack.Name}");
            await Make(Resolution.Fill(stack, values), ct);
        }

        return Resolution.Fill(plan, values) with
        {
            ZoneNames = zones.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Deletes a stack; gives why it is still there, or null.</summary>
    public async ValueTask<string?> Delete(TrailEntry entry, CancellationToken ct)
    {
        if (await Find(entry.Region, entry.Id, ct) is not { } stack)
        {
            return null;
        }

        // By its id it can be seen when it is gone.
        var (id, isAsked) = (stack.StackId!, false);
        for (var until = site.Node.Now + DeleteMax; site.Node.Now < until;)
        {
            var now = await Find(entry.Region, id, ct);
            if (now?.StackStatus is null or StackStatus.DeleteComplete)
            {
                return null;
            }

            if (now.StackStatus == StackStatus.DeleteFailed && isAsked)
            {
                return $"it cannot be deleted: {now.StackStatusReason}";
            }

            isAsked = isAsked || await Ask(entry.Region, id, now.StackStatus!, ct);
            await Task.Delay(LookAgain, site.Node.Clock, ct);
        }

        return $"it is not gone after {DeleteMax.TotalMinutes:0} minutes";
    }

    /// <summary>Asks for the end of a stack; false where something is under way that has to end first.</summary>
    private async ValueTask<bool> Ask(string region, string id, string status, CancellationToken ct)
    {
        try
        {
            await Call<NoOutput>(region, "DeleteStack", new DeleteStackInput { StackName = id }, ct);
            return true;
        }
        catch (AwsError) when (status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>
    /// What the zones of a region are called; those of the plan's own region by their letters too: a is the first by
    /// its id.
    /// </summary>
    private async ValueTask FindZones(string region, CancellationToken ct)
    {
        var answer = await site.Observe<DescribeAvailabilityZonesResult>(
            region, Ec2Model.Service, "DescribeAvailabilityZones", new DescribeAvailabilityZonesRequest(), ct);
        var letter = 'a';
        foreach (var zone in (answer.AvailabilityZones ?? []).OrderBy(zone => zone.ZoneId, StringComparer.Ordinal))
        {
            zones[zone.ZoneId!] = zone.ZoneName!;
            if (region == plan.Region)
            {
                values[$"zone.{letter}"] = zone.ZoneId!;
                values[$"zone.{letter}.name"] = zone.ZoneName!;
                letter++;
            }
        }
    }

    private async ValueTask Make(StackPlan stack, CancellationToken ct)
    {
        if (await Find(stack.Region, stack.Name, ct) is { } before)
        {
            throw new DrillRefused([
                $"a stack {stack.Name} is in {stack.Region} already ({before.StackStatus}). A drill makes its own: "
                + "delete that one, or give the drill's another name."]);
        }

        var entry = new TrailEntry(TrailKind.Stack, stack.Region, stack.Name);
        trail.Add(entry);
        try
        {
            await Call<CreateStackOutput>(stack.Region, "CreateStack", new CreateStackInput
            {
                StackName = stack.Name,
                TemplateBody = stack.TemplateBody,
                Parameters = [.. stack.Parameters.Select(
                    each => new Parameter { ParameterKey = each.Key, ParameterValue = each.Value })],
                Capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
                // What failed stays as it is until its reason is known; the drill deletes it then.
                DisableRollback = true,
            }, CancellationToken.None); // Whoever gives up asking does not know what was done.
        }
        catch (AwsError refused)
        {
            if (refused.Status < 500)
            {
                // Refused, and so not made; of any other error nobody knows.
                trail.Remove(entry);
            }

            throw new DrillRefused([$"the stack {stack.Name} cannot be made: {refused.Message}"]);
        }

        await Settle(stack, ct);
    }

    private async ValueTask Settle(StackPlan stack, CancellationToken ct)
    {
        var until = site.Node.Now + MakeMax;
        while (site.Node.Now < until)
        {
            var now = await Find(stack.Region, stack.Name, ct);
            if (now?.StackStatus is StackStatus.CreateComplete)
            {
                foreach (var output in now.Outputs ?? [])
                {
                    values[$"{stack.Name}.{output.OutputKey}"] = output.OutputValue ?? "";
                }

                return;
            }

            if (now?.StackStatus is not (StackStatus.CreateInProgress or StackStatus.ReviewInProgress))
            {
                throw new DrillRefused([
                    $"the stack {stack.Name} is {now?.StackStatus ?? "gone"}: {await Reason(stack, now, ct)}"]);
            }

            await Task.Delay(LookAgain, site.Node.Clock, ct);
        }

        throw new DrillRefused([$"the stack {stack.Name} is not made after {MakeMax.TotalMinutes:0} minutes."]);
    }

    /// <summary>The first resource that failed: those after it were cancelled because of it.</summary>
    private async ValueTask<string> Reason(StackPlan stack, Stack? now, CancellationToken ct)
    {
        var events = await Call<DescribeStackEventsOutput>(
            stack.Region, "DescribeStackEvents", new DescribeStackEventsInput { StackName = stack.Name }, ct);
        var first = (events.StackEvents ?? [])
            .Where(each => each.ResourceStatus?.EndsWith("_FAILED", StringComparison.Ordinal) == true
                && each.LogicalResourceId != stack.Name
                && each.ResourceStatusReason?.Contains("cancelled", StringComparison.Ordinal) != true)
            .MinBy(each => each.Timestamp);
        return first is null
            ? now?.StackStatusReason ?? "nobody says why."
            : $"{first.LogicalResourceId} ({first.ResourceType}): {first.ResourceStatusReason}";
    }

    private async ValueTask<Stack?> Find(string region, string name, CancellationToken ct)
    {
        try
        {
            var found = await Call<DescribeStacksOutput>(
                region, "DescribeStacks", new DescribeStacksInput { StackName = name }, ct);
            return found.Stacks is [var stack, ..] ? stack : null;
        }
        catch (AwsError none) when (none.Status == 400 && none.Message.Contains("not exist", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private ValueTask<TOut> Call<TOut>(
        string region, string operation, Wire.Shapes.IStructure input, CancellationToken ct)
        where TOut : class, Wire.Shapes.IStructure, new() =>
        site.Observe<TOut>(region, CloudFormationModel.Service, operation, input, ct);
}
