using System.Text.Json.Nodes;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Groups;
using Faultline.Services.Elb.Settings;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>Target groups, with their targets. Its id is the ARN.</summary>
internal sealed class TargetGroupType(ElbApi elb) : ResourceType("AWS::ElasticLoadBalancingV2::TargetGroup")
{
    private const string Attributed = "TargetGroupAttributes";
    private const int NameMax = 32;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var request = Asked(work);
        request.Tags = Tags.Asked(work);
        var made = (await work.Ask(elb.CreateTargetGroup, request, ct)).TargetGroups![0];
        await Tags.CheckOwn(elb, work, Name, made.TargetGroupArn!, request.Name, ct);
        var known = work with { Id = made.TargetGroupArn };
        await Attribute(known, Properties.None, made, ct);
        await Register(known, Targets(work.Properties), ct);
        return made.TargetGroupArn!;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        // What is no longer said goes back to what a new group would have.
        var request = GroupRules.Read(Asked(work)).To<ModifyTargetGroupInput>();
        request.TargetGroupArn = work.Id!;
        var shown = (await work.Ask(elb.ModifyTargetGroup, request, ct)).TargetGroups![0];
        await Attribute(work, before, shown, ct);
        var (was, now) = (Targets(before), Targets(work.Properties));
        var gone = was.FindAll(each => !now.Exists(other => IsSame(each, other)));
        if (gone.Count > 0)
        {
            await work.Ask(
                elb.DeregisterTargets, new DeregisterTargetsInput { TargetGroupArn = work.Id!, Targets = gone }, ct);
        }

        await Register(work, now.FindAll(each => !was.Exists(other => IsSame(each, other))), ct);
        await Tags.Update(elb, work, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        elb.DeleteTargetGroup, new DeleteTargetGroupInput { TargetGroupArn = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if ((await this.OrGone(work.Ask(
            elb.DescribeTargetGroups, new DescribeTargetGroupsInput { TargetGroupArns = [work.Id!] }, ct)))
            ?.TargetGroups![0] is not { } group)
        {
            return null;
        }

        var attributes = await work.Ask(
            elb.DescribeTargetGroupAttributes,
            new DescribeTargetGroupAttributesInput { TargetGroupArn = work.Id! },
            ct);
        var targets = await work.Ask(
            elb.DescribeTargetHealth, new DescribeTargetHealthInput { TargetGroupArn = work.Id! }, ct);
        var shown = this.Shown(group);
        shown["Name"] = group.TargetGroupName;
        shown[Attributed] = Attributes.Shown(attributes.Attributes!.Select(each => (each.Key!, each.Value!)));
        shown["Targets"] = new JsonArray(
            [.. targets.TargetHealthDescriptions!.Select(each => Properties.Of(each.Target!))]);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(elb, work, work.Id!, ct));
        shown["TargetGroupArn"] = group.TargetGroupArn;
        shown["TargetGroupName"] = group.TargetGroupName;
        shown["TargetGroupFullName"] = work.Id![(work.Id!.LastIndexOf(':') + 1)..];
        shown["LoadBalancerArns"] = Asking.List(group.LoadBalancerArns);
        return shown;
    }

    private static CreateTargetGroupInput Asked(Work work)
    {
        var request = work.Properties.As<CreateTargetGroupInput>("Tags");
        request.Name = work.Properties.Text("Name") ?? work.Name(NameMax);
        return request;
    }

    private static List<TargetDescription> Targets(Properties properties) =>
        properties.Groups("Targets").ConvertAll(each => each.As<TargetDescription>());

    private static bool IsSame(TargetDescription one, TargetDescription other) =>
        one.Id == other.Id && one.Port == other.Port && one.AvailabilityZone == other.AvailabilityZone;

    private async ValueTask Register(Work work, List<TargetDescription> targets, CancellationToken ct)
    {
        if (targets.Count > 0)
        {
            await work.Ask(
                elb.RegisterTargets, new RegisterTargetsInput { TargetGroupArn = work.Id!, Targets = targets }, ct);
        }
    }

    private async ValueTask Attribute(Work work, Properties before, TargetGroup group, CancellationToken ct)
    {
        var changed = Attributes.Changed(before, work.Properties, Attributed, GroupSettings.Of(group));
        if (changed.Count > 0)
        {
            await work.Ask(
                elb.ModifyTargetGroupAttributes,
                new ModifyTargetGroupAttributesInput
                {
                    TargetGroupArn = work.Id!,
                    Attributes = changed.ConvertAll(each =>
                        new TargetGroupAttribute { Key = each.Key, Value = each.Value }),
                },
                ct);
        }
    }
}
