using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Change sets that bring resources back that have drifted.
internal sealed partial class CloudFormation
{
    /// <summary>
    /// What the resources of a stack are, where a change set asks for that; null where it does not. One that cannot be
    /// read is compared as it was asked for last, as types are that nobody can look at.
    /// </summary>
    private async ValueTask<IReadOnlyDictionary<string, Live>?> Lives(
        Call call, CreateChangeSetInput request, StackRow? stack, CancellationToken ct)
    {
        if (request.DeploymentMode is null)
        {
            return null;
        }

        if (stack is not { Operation: null, Edition: not null })
        {
            return new Dictionary<string, Live>();
        }

        List<ResourceRow> rows;
        using (var held = await book.Take(ct))
        {
            rows = [.. held.State.ResourcesOf(stack.Id)];
            await held.Keep();
        }

        return await looks.Lives(stack, rows, Callers.For(call), ct);
    }
}
