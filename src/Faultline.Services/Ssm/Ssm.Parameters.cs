using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ssm;

internal sealed partial class Ssm
{
    public override async ValueTask<PutParameterResult> PutParameter(
        Call call, PutParameterRequest request, CancellationToken ct)
    {
        PutRules.Check(region, call.Account, request);
        if (request.DataType == PutRules.Image)
        {
            await premises.CheckImage(call, request.Value, ct);
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var before = state.Find(call.Account, request.Name);
        if (before is not null && request.Overwrite != true)
        {
            throw SsmErrors.ParameterAlreadyExists(
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to "
                + "true.");
        }

        var next = PutRules.Next(request, before is null ? null : state.Current(before), call.Principal.Arn, call.Now);
        var row = Made(state, call, request, before, next);
        state.Put(row, next.With(version =>
        {
            version.Tier = row.Tier;
            version.Value = version.Type == ParameterType.SecureString ? Close(call.Account, version) : version.Value;
        }));
        await held.Keep();
        reconciler.Tell();
        return new() { Version = next.Version, Tier = row.Tier };
    }

    public override async ValueTask<DeleteParameterResult> DeleteParameter(
        Call call, DeleteParameterRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        held.State.Remove(Find(held.State, call, request.Name));
        await held.Keep();
        return new();
    }

    /// <summary>Those that are there; the others are named.</summary>
    public override async ValueTask<DeleteParametersResult> DeleteParameters(
        Call call, DeleteParametersRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (deleted, invalid) = (new List<string>(), new List<string>());
        foreach (var name in request.Names.Distinct(StringComparer.Ordinal))
        {
            if (TryFind(held.State, call, name) is { } row)
            {
                held.State.Remove(row);
                deleted.Add(name);
            }
            else
            {
                invalid.Add(name);
            }
        }

        await held.Keep();
        return new() { DeletedParameters = deleted, InvalidParameters = invalid };
    }

    /// <summary>The parameter with its new version, in the tables but for the version itself.</summary>
    private static ParameterRow Made(
        SsmState state, Call call, PutParameterRequest request, ParameterRow? before, ParameterHistory next)
    {
        int Count(string tier) => state.Parameters.Of(call.Account).Count(row => row.Tier == tier && row != before);
        var isFull = request.Tier == ParameterTier.IntelligentTiering
            && Count(ParameterTier.Standard) >= Limits.StandardMax;
        var tier = PutRules.Tier(request, next, before?.Tier, isFull);
        if (before?.Tier != tier
            && Count(tier) >= (tier == ParameterTier.Standard ? Limits.StandardMax : Limits.AdvancedMax))
        {
            throw SsmErrors.ParameterLimitExceeded(
                "You have exceeded the number of parameters for this AWS account. Delete one or more parameters and "
                + "try again.");
        }

        var row = before is null
            ? new ParameterRow(ParameterRow.IdOf(call.Account, request.Name), call.Account, request.Name, tier)
            {
                Tags = TagRules.Merge(call, [], request.Tags),
            }
            : PutRules.Advance(state, before, next) with { Tier = tier };
        row = row with { Expires = PolicyRules.ExpiryOf(next.Policies) };
        state.Parameters.Put(row);
        return row;
    }
}
