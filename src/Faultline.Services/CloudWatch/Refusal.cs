using Faultline.Api.CloudWatch;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// The errors of CloudWatch: codes from the Amazon CloudWatch API reference (2010-08-01), wording as AWS answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("ValidationError", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented",
        501,
        $"Faultline does not have {what} of cloudwatch yet. The README of CloudWatch says what it has.");

    public static AwsError Value(string message) => CloudWatchErrors.InvalidParameterValueException(message);

    public static AwsError Missing(string parameter) =>
        CloudWatchErrors.MissingRequiredParameterException($"The parameter {parameter} is required.");

    public static AwsError Combination(string message) =>
        CloudWatchErrors.InvalidParameterCombinationException(message);

    public static AwsError Token() => CloudWatchErrors.InvalidNextToken("The nextToken is not valid.");

    public static AwsError TooManyAlarms() => CloudWatchErrors.LimitExceededFault(
        $"The quota for alarms for this customer has already been reached: {Limits.AlarmsMax} in a region.");

    public static AwsError TooManyMuteRules() => CloudWatchErrors.LimitExceededFault(
        $"An account has up to {Limits.MuteRulesMax} alarm mute rules in a region. Delete one that has expired.");

    public static AwsError TooManyDashboards() => Value(
        $"The maximum number of dashboards, {Limits.DashboardsMax}, has been reached. Delete one that is not needed.");

    public static AwsError TooManySeries() => new(
        "LimitExceeded",
        400,
        $"This region keeps {Limits.SeriesMax} metrics, each unit of one by itself, and has no room for another one. "
        + "What gets nothing any more goes after 15 months; fewer values of dimensions are fewer metrics.");

    public static AwsError NoAlarm(string name) => CloudWatchErrors.ResourceNotFound($"Unknown alarm {name}");

    public static AwsError NoResource(string type, string id) => CloudWatchErrors.ResourceNotFoundException(
        $"Unknown {type} {id}", new() { ResourceType = type, ResourceId = id });
}
