using Faultline.Api.ZonalShift;
using Faultline.Services.ZonalShift.Keeping;

namespace Faultline.Services.ZonalShift;

/// <summary>How shifts end by themselves. Pure.</summary>
internal static class Upkeep
{
    /// <summary>AWS says of no shift how long it lists it; nobody asks for older ones than these.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>Ends what is over and forgets what is long over; says whether there was something.</summary>
    public static bool Settle(ShiftState state, DateTimeOffset now)
    {
        var over = state.Shifts.All.Where(row => IsActive(row) && row.Shown.ExpiryTime <= now).ToList();
        var old = state.Shifts.All.Where(row => !IsActive(row) && row.Shown.ExpiryTime + Remembered <= now).ToList();
        over.ForEach(row => End(state, row, ZonalShiftStatus.Expired, PracticeRunOutcome.Succeeded));
        old.ForEach(row => state.Shifts.Remove(row.Id));
        return over.Count + old.Count > 0;
    }

    /// <summary>When the next one is over.</summary>
    public static DateTimeOffset? Next(ShiftState state) => state.Shifts.All
        .Select(row => IsActive(row) ? row.Shown.ExpiryTime : row.Shown.ExpiryTime + Remembered)
        .Min();

    /// <summary>A shift ends; a practice run with what came of it.</summary>
    public static Owned<ZonalShiftSummary> End(
        ShiftState state, Owned<ZonalShiftSummary> shift, string status, string outcome)
    {
        var ended = shift.With(shown =>
        {
            shown.Status = status;
            shown.PracticeRunOutcome = shown.PracticeRunOutcome is null ? null : outcome;
        });
        state.Shifts.Put(ended);
        return ended;
    }

    private static bool IsActive(Owned<ZonalShiftSummary> row) => row.Shown.Status == ZonalShiftStatus.Active;
}
