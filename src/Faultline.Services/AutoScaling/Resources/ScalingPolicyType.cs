using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>Scaling policies of groups. Its id is the ARN; putting it twice makes one.</summary>
internal sealed class ScalingPolicyType(AutoScalingApi scaling) : ResourceType("AWS::AutoScaling::ScalingPolicy")
{
    private const int NameMax = 255;

    public override async ValueTask<string> Create(Work work, CancellationToken ct) =>
        await Put(work, work.Name(NameMax), ct);

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var policy = await Look(work, ct) ?? throw Refused.Gone(Name, work.Id!);
        await Put(work, policy.PolicyName!, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        scaling.DeletePolicy,
        new DeletePolicyType { AutoScalingGroupName = Group(work), PolicyName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, ct) is not { } policy)
        {
            return null;
        }

        var shown = this.Shown(policy);
        shown["Arn"] = policy.PolicyARN;
        shown["PolicyName"] = policy.PolicyName;
        return shown;
    }

    public override bool SaysGone(AwsError error) => Absence.Is(error);

    private static string Group(Work work) => work.Properties.Needed("AutoScalingGroupName");

    private async ValueTask<string> Put(Work work, string name, CancellationToken ct)
    {
        var request = work.Properties.As<PutScalingPolicyType>();
        request.PolicyName = name;
        return (await work.Ask(scaling.PutScalingPolicy, request, ct)).PolicyARN!;
    }

    private async ValueTask<ScalingPolicy?> Look(Work work, CancellationToken ct) => (await this.OrGone(work.Ask(
        scaling.DescribePolicies,
        new DescribePoliciesType { AutoScalingGroupName = Group(work), PolicyNames = [work.Id!] },
        ct)))?.ScalingPolicies!.FirstOrDefault();
}
