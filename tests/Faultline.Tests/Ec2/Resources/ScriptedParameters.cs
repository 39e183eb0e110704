using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>A Parameter Store that keeps what it is given, and fails as often as a test says.</summary>
internal sealed class ScriptedParameters : SsmApi
{
    public Dictionary<string, PutParameterRequest> Kept { get; } = new(StringComparer.Ordinal);

    /// <summary>How many puts fail from now on.</summary>
    public int Failures { get; set; }

    public override ValueTask<PutParameterResult> PutParameter(
        Call call, PutParameterRequest request, CancellationToken ct)
    {
        if (Failures-- > 0)
        {
            throw new AwsError("ServiceUnavailable", 503, "Not now.");
        }

        Kept.Add(request.Name, request);
        return new(new PutParameterResult());
    }

    public override ValueTask<GetParametersResult> GetParameters(
        Call call, GetParametersRequest request, CancellationToken ct) => new(new GetParametersResult
        {
            Parameters = [.. request.Names.Where(Kept.ContainsKey).Select(name => new Parameter { Name = name })],
        });

    public override ValueTask<DeleteParameterResult> DeleteParameter(
        Call call, DeleteParameterRequest request, CancellationToken ct) => Kept.Remove(request.Name)
        ? new(new DeleteParameterResult())
        : throw new AwsError("ParameterNotFound", 400, request.Name);

    public override ValueTask<AddTagsToResourceResult> AddTagsToResource(
        Call call, AddTagsToResourceRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<DeleteParametersResult> DeleteParameters(
        Call call, DeleteParametersRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<DescribeParametersResult> DescribeParameters(
        Call call, DescribeParametersRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<GetParameterResult> GetParameter(
        Call call, GetParameterRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<GetParameterHistoryResult> GetParameterHistory(
        Call call, GetParameterHistoryRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<GetParametersByPathResult> GetParametersByPath(
        Call call, GetParametersByPathRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<LabelParameterVersionResult> LabelParameterVersion(
        Call call, LabelParameterVersionRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<ListTagsForResourceResult> ListTagsForResource(
        Call call, ListTagsForResourceRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<RemoveTagsFromResourceResult> RemoveTagsFromResource(
        Call call, RemoveTagsFromResourceRequest request, CancellationToken ct) => throw NotMine(call);

    public override ValueTask<UnlabelParameterVersionResult> UnlabelParameterVersion(
        Call call, UnlabelParameterVersionRequest request, CancellationToken ct) => throw NotMine(call);
}
