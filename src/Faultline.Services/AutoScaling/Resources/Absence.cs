using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>
/// How Auto Scaling says that something is not there: all it refuses has one code, so its words tell. What belongs to a
/// group that is about to go, goes with it.
/// </summary>
internal static class Absence
{
    public static bool Is(AwsError error) => error.Code == "ValidationError"
        && (error.Message.Contains("not found", StringComparison.Ordinal)
            || error.Message.Contains("is pending delete", StringComparison.Ordinal)
            || error.Message.StartsWith("No Lifecycle Hook found", StringComparison.Ordinal)
            || error.Message.StartsWith("No warm pool found", StringComparison.Ordinal));
}
