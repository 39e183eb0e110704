using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Operations that wait to be built. Whoever builds one takes it out of here.
internal sealed partial class CloudFormation
{
    public override ValueTask<DescribeTypeOutput> DescribeType(
        Call call, DescribeTypeInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetTemplateSummaryOutput> GetTemplateSummary(
        Call call, GetTemplateSummaryInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListTypesOutput> ListTypes(
        Call call, ListTypesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ValidateTemplateOutput> ValidateTemplate(
        Call call, ValidateTemplateInput request, CancellationToken ct) => throw NotBuilt(call);
}
