using Faultline.Api.Acm;
using Faultline.Wire;

namespace Faultline.Services.Acm;

internal sealed partial class Acm
{
    public override async ValueTask<GetAccountConfigurationResponse> GetAccountConfiguration(
        Call call, GetAccountConfigurationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var kept = held.State.Accounts.Find(call.Account)?.Shown.ExpiryEvents;
        await held.Keep();
        return new() { ExpiryEvents = kept ?? new() { DaysBeforeExpiry = Limits.ExpiryDays } };
    }

    public override async ValueTask PutAccountConfiguration(
        Call call, PutAccountConfigurationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (request.ExpiryEvents is not null)
        {
            held.State.Accounts.Put(new(call.Account, call.Account, request));
        }

        await held.Keep();
    }
}
