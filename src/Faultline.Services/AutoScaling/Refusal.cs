using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>
/// The errors of Auto Scaling: codes from the Amazon EC2 Auto Scaling API reference (2011-01-01), wording as AWS
/// answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("ValidationError", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501,
        $"Faultline does not have {what} of Auto Scaling yet. The README of AutoScaling says what it has.");

    public static AwsError NoGroup(string name) =>
        Invalid($"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found");

    public static AwsError Leaving(string name) => Invalid($"AutoScalingGroup '{name}' is pending delete");

    public static AwsError NoInstance(string id) => Invalid(
        $"Instance Id not found - No managed instance found for instance ID {id}");

    public static AwsError NotInGroup(IEnumerable<string> ids, string group) => Invalid(
        $"The instance {string.Join(", ", ids)} is not part of Auto Scaling group {group}.");

    /// <summary>Who honours the cooldown came too early.</summary>
    public static AwsError Cooling(string group) => AutoScalingErrors.ScalingActivityInProgressFault(
        $"Scaling activity is in its cooldown period for group {group} and blocks this action.");

    public static AwsError Limit(string what, int most) => AutoScalingErrors.LimitExceededFault(
        $"You've reached the limit of {most} {what}. Delete some of them, or ask for a higher limit.");
}
