using System.Text.Json.Nodes;
using Faultline.Api.Acm;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Acm.Resources;

/// <summary>What an account has configured. Its id is the account.</summary>
internal sealed class AccountType(AcmApi acm) : ResourceType("AWS::CertificateManager::Account")
{
    private const string Asked = "ExpiryEventsConfiguration";
    private const string Days = "DaysBeforeExpiry";

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        await Put(work, work.Properties.Group(Asked)?.Number(Days), ct);
        return work.Account;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct) =>
        await Put(work, work.Properties.Group(Asked)?.Number(Days), ct);

    /// <summary>An account always has a configuration: it goes back to AWS's.</summary>
    public override async ValueTask Delete(Work work, CancellationToken ct) => await Put(work, null, ct);

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await work.Ask(acm.GetAccountConfiguration, new GetAccountConfigurationRequest(), ct);
        return new()
        {
            [Asked] = new JsonObject { [Days] = found.ExpiryEvents?.DaysBeforeExpiry },
            ["AccountId"] = work.Account,
        };
    }

    private async ValueTask Put(Work work, int? days, CancellationToken ct) => await work.Ask(
        acm.PutAccountConfiguration,
        new PutAccountConfigurationRequest
        {
            ExpiryEvents = new() { DaysBeforeExpiry = days ?? Limits.ExpiryDays },
            IdempotencyToken = work.Token,
        },
        ct);
}
