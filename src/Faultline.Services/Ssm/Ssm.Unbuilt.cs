using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

// Operations that wait to be built. Whoever builds one takes it out of here.
internal sealed partial class Ssm
{
    public override ValueTask<AddTagsToResourceResult> AddTagsToResource(
        Call call, AddTagsToResourceRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DeleteParameterResult> DeleteParameter(
        Call call, DeleteParameterRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DeleteParametersResult> DeleteParameters(
        Call call, DeleteParametersRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeParametersResult> DescribeParameters(
        Call call, DescribeParametersRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetParameterResult> GetParameter(
        Call call, GetParameterRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetParameterHistoryResult> GetParameterHistory(
        Call call, GetParameterHistoryRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetParametersResult> GetParameters(
        Call call, GetParametersRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetParametersByPathResult> GetParametersByPath(
        Call call, GetParametersByPathRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<LabelParameterVersionResult> LabelParameterVersion(
        Call call, LabelParameterVersionRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListTagsForResourceResult> ListTagsForResource(
        Call call, ListTagsForResourceRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<PutParameterResult> PutParameter(
        Call call, PutParameterRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<RemoveTagsFromResourceResult> RemoveTagsFromResource(
        Call call, RemoveTagsFromResourceRequest request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<UnlabelParameterVersionResult> UnlabelParameterVersion(
        Call call, UnlabelParameterVersionRequest request, CancellationToken ct) => throw NotBuilt(call);
}
