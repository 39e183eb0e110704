using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Where templates of stacks come from.
internal sealed partial class CloudFormation
{
    /// <summary>The text of the template of the stack, or the stack set, that a request names.</summary>
    private static ValueTask<string> TemplateBodyOf(Call call, GetTemplateSummaryInput request, CancellationToken ct) =>
        throw NotBuilt(call);
}
