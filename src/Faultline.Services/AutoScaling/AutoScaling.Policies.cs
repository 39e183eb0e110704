using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override ValueTask<PolicyARNType> PutScalingPolicy(
        Call call, PutScalingPolicyType request, CancellationToken ct) => throw Refusal.NotBuilt("PutScalingPolicy");

    public override ValueTask DeletePolicy(Call call, DeletePolicyType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("DeletePolicy");

    public override ValueTask<PoliciesType> DescribePolicies(
        Call call, DescribePoliciesType request, CancellationToken ct) => throw Refusal.NotBuilt("DescribePolicies");

    public override ValueTask ExecutePolicy(Call call, ExecutePolicyType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("ExecutePolicy");

    public override ValueTask<GetPredictiveScalingForecastAnswer> GetPredictiveScalingForecast(
        Call call, GetPredictiveScalingForecastType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("GetPredictiveScalingForecast");
}
