namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// Why a capacity changed, in AWS's words ("Why did my Auto Scaling group scale down?", AWS re:Post knowledge center;
/// the last one is ours, AWS shows none).
/// </summary>
internal static class Reasons
{
    public static string Alarm(string alarm, string state, string policy) =>
        $"a monitor alarm {alarm} in state {state} triggered policy {policy}";

    public static string Request(string policy) => $"a user request executed policy {policy}";

    public static string Schedule(int min, int max, int desired) =>
        $"a scheduled action update of AutoScalingGroup constraints to min: {min}, max: {max}, desired: {desired}";

    public static string Forecast(string policy) => $"a forecast of policy {policy}";
}
