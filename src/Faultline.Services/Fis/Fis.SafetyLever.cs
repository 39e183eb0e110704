using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Fis;

internal sealed partial class Fis
{
    public override async ValueTask<GetSafetyLeverResponse> GetSafetyLever(
        Call call, GetSafetyLeverRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = Lever(held.State, call, request.Id);
        await held.Keep();
        return new() { SafetyLever = shown };
    }

    /// <summary>It is engaging for as long as something that it stops still runs.</summary>
    public override async ValueTask<UpdateSafetyLeverStateResponse> UpdateSafetyLeverState(
        Call call, UpdateSafetyLeverStateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var before = Lever(held.State, call, request.Id);
        if (before.State!.Status == SafetyLeverStatus.Engaging
            && request.State.Status == SafetyLeverStatusInput.Disengaged)
        {
            throw FisErrors.ConflictException("The safety lever is engaging.");
        }

        // A reason changes only with the status: who says again what is so must give the same one.
        var isSo = request.State.Status == SafetyLeverStatusInput.Engaged
            == held.State.IsEngaged(call.Account);
        if (isSo && before.State.Reason != request.State.Reason)
        {
            throw FisErrors.ConflictException($"The safety lever is {before.State.Status} already.");
        }

        held.State.Levers.Put(new(call.Account, call.Account, new()
        {
            Status = request.State.Status,
            Reason = request.State.Reason,
        }));
        var shown = Lever(held.State, call, request.Id);
        await held.Keep();
        reconciler.Tell();
        return new() { SafetyLever = shown };
    }

    private static SafetyLever Lever(FisState state, Call call, string id)
    {
        if (id != FisState.Lever)
        {
            throw Refusal.NoLever(id);
        }

        var said = state.Levers.Find(call.Account)?.Shown;
        var isEngaging = state.IsEngaged(call.Account) && state.Experiments.Of(call.Account).Any(row => !row.IsOver);
        return new()
        {
            Id = id,
            Arn = Names.Arn(call, Names.Lever, id),
            State = new()
            {
                Status = isEngaging ? SafetyLeverStatus.Engaging : said?.Status ?? SafetyLeverStatus.Disengaged,
                Reason = said?.Reason ?? "The safety lever was never engaged.",
            },
        };
    }
}
