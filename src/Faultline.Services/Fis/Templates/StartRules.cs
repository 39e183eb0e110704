using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Fis.Templates;

/// <summary>What must be so for an experiment to be started from a template. Pure.</summary>
internal static class StartRules
{
    public static void Check(
        Call call,
        TemplateRow template,
        StartExperimentRequest request,
        IReadOnlyList<TargetAccountConfiguration> accounts,
        Catalogue catalogue)
    {
        if (template.IsMultiAccount && accounts.Count == 0)
        {
            throw Refusal.Invalid(
                $"Experiment template {template.Id} targets multiple accounts and has no target account "
                + "configuration.");
        }

        if (accounts.FirstOrDefault(account => account.AccountId != call.Account) is { } other)
        {
            throw Refusal.Invalid(
                $"Faultline does not inject faults into other accounts: the target account {other.AccountId} of "
                + $"experiment template {template.Id} is not {call.Account}.");
        }

        // A preview of targets acts on nothing.
        if (request.ExperimentOptions?.ActionsMode == ActionsMode.SkipAll)
        {
            return;
        }

        foreach (var (name, action) in template.Shown.Actions!.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (catalogue.Find(action.ActionId)?.Acts is null)
            {
                throw Refusal.Invalid($"Action \"{name}\" ({action.ActionId}) does not act in Faultline.");
            }
        }
    }
}
