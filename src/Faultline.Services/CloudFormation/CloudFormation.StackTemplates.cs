using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Where templates of stacks come from.
internal sealed partial class CloudFormation
{
    /// <summary>The text of the template of the stack, or the stack set, that a request names.</summary>
    private async ValueTask<string> TemplateBodyOf(Call call, GetTemplateSummaryInput request, CancellationToken ct)
    {
        if (request.StackName is not { } name)
        {
            var set = await DescribeStackSet(call, new() { StackSetName = request.StackSetName! }, ct);
            return set.StackSet!.TemplateBody!;
        }

        using var held = await book.Take(ct);
        var stack = Any(held.State, call, name);
        var edition = stack.Edition ?? stack.Operation?.Target;
        await held.Keep();
        return edition?.Body ?? throw Refusal.Invalid($"Template for stack {name} is not available.");
    }
}
