using System.Text.Json.Nodes;
using Faultline.Api.Fis;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Fis.Resources;

/// <summary>An account that a template is aimed at. Its id is that of the template and its own, with a bar between.
/// </summary>
internal sealed class TargetAccountConfigurationType(FisApi fis) : ResourceType("AWS::FIS::TargetAccountConfiguration")
{
    /// <summary>One that is there in other words was made by somebody else, and is refused by its service.</summary>
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateTargetAccountConfigurationRequest>();
        request.ClientToken = work.Token;
        await work.Ask(fis.CreateTargetAccountConfiguration, request, ct);
        return $"{request.ExperimentTemplateId}|{request.AccountId}";
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var request = work.Properties.As<UpdateTargetAccountConfigurationRequest>();
        request.Description ??= "";
        await work.Ask(fis.UpdateTargetAccountConfiguration, request, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct)
    {
        var (template, account) = Parts(work);
        await this.OrGone(work.Ask(
            fis.DeleteTargetAccountConfiguration,
            new DeleteTargetAccountConfigurationRequest { ExperimentTemplateId = template, AccountId = account },
            ct));
    }

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var (template, account) = Parts(work);
        var found = await this.OrGone(work.Ask(
            fis.GetTargetAccountConfiguration,
            new GetTargetAccountConfigurationRequest { ExperimentTemplateId = template, AccountId = account },
            ct));
        if (found is null)
        {
            return null;
        }

        var shown = this.Shown(found.TargetAccountConfiguration!);
        shown["ExperimentTemplateId"] = template;
        if (found.TargetAccountConfiguration!.Description == "")
        {
            shown.Remove("Description");
        }

        return shown;
    }

    private static (string Template, string Account) Parts(Work work) =>
        work.Id!.Split('|') is [var template, var account] ? (template, account) : (work.Id, "");
}
