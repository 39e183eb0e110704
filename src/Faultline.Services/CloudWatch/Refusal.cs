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

    public static AwsError NoAlarm(string name) => CloudWatchErrors.ResourceNotFound($"Unknown alarm {name}");

    public static AwsError NoResource(string type, string id) => CloudWatchErrors.ResourceNotFoundException(
        $"Unknown {type} {id}", new() { ResourceType = type, ResourceId = id });
}
