using Faultline.Api.CloudFormation;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>Takes a stack that is there already into a set, as it is.</summary>
internal sealed class Importer(Reach reach)
{
    public async ValueTask<Report> Import(Errand errand, CancellationToken ct)
    {
        var there = Destination.Of(errand);
        var stack = await Hands.Find(reach, there, errand.Leg.Import, ct);
        if (stack is null)
        {
            return new(errand) { Ends = false, Why = $"Stack with id {errand.Leg.Import} does not exist" };
        }

        if (!stack.StackStatus!.EndsWith("_COMPLETE", StringComparison.Ordinal)
            || stack.StackStatus == StackStatus.RollbackComplete)
        {
            return new(errand)
            {
                Ends = false,
                Why = $"Stack {errand.Leg.Import} is in status {stack.StackStatus} and cannot be imported",
            };
        }

        var template = await reach.Ask<GetTemplateInput, GetTemplateOutput>(
            there,
            static api => api.GetTemplate,
            new GetTemplateInput { StackName = stack.StackId, TemplateStage = TemplateStage.Original },
            ct);
        if (template.TemplateBody?.Trim() != errand.Set.Shown.TemplateBody?.Trim())
        {
            return new(errand) { Ends = false, Why = Texts.OtherTemplate };
        }

        var common = errand.Set.Shown.Parameters ?? [];
        return new(errand)
        {
            Ends = true,
            StackId = stack.StackId,
            Overrides =
            [
                .. (stack.Parameters ?? []).Where(each => !common.Exists(one =>
                    one.ParameterKey == each.ParameterKey && one.ParameterValue == each.ParameterValue)),
            ],
        };
    }
}
