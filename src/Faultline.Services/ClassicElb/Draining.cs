using Faultline.Services.ClassicElb.Keeping;

namespace Faultline.Services.ClassicElb;

/// <summary>How instances leave ("Connection draining" in the user guide). Pure.</summary>
internal static class Draining
{
    /// <summary>An instance leaves; at once unless its balancer gives it time.</summary>
    public static void Begin(ClassicState state, Registration row, DateTimeOffset now)
    {
        var draining = state.Balancers.Find(row.Balancer)?.Attributes.ConnectionDraining;
        if (draining is { Enabled: true, Timeout: { } seconds })
        {
            state.Registrations.Put(row with { LeavesAt = now + TimeSpan.FromSeconds(seconds) });
        }
        else
        {
            state.Registrations.Remove(row.Id);
        }
    }
}
