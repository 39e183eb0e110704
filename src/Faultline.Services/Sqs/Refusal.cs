using Faultline.Api.Sqs;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Sqs;

/// <summary>
/// The errors that SQS gives and its model does not name, and the wording of those that it does. JSON shows the type's
/// name, query the code.
/// </summary>
internal static class Refusal
{
    private static readonly Shape InvalidParameterValue = Error(
        "InvalidParameterValueException", "InvalidParameterValue", 400);
    private static readonly Shape MissingParameter = Error(
        "MissingRequiredParameterException", "MissingParameter", 400);
    private static readonly Shape AccessDenied = Error("AccessDeniedException", "AccessDenied", 403);

    public static AwsError Parameter(string message) => new(InvalidParameterValue, message);

    public static AwsError Value(string value, string parameter, string reason) =>
        Parameter($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static AwsError Range(int value, string parameter, int min, int max) =>
        Value($"{value}", parameter, $"Must be >= {min} and <= {max}, if provided.");

    public static AwsError Missing(string parameter) =>
        new(MissingParameter, $"The request must contain the parameter {parameter}.");

    public static AwsError NotAllowed(string url) =>
        new(AccessDenied, $"Access to the resource {url} is denied.");

    public static AwsError NotForThisQueueType(string value, string parameter) =>
        Value(value, parameter, "The request include parameter that is not valid for this queue type.");

    public static AwsError HandleExpired(string handle) =>
        Value(handle, "ReceiptHandle", "The receipt handle has expired.");

    public static AwsError NotInFlight(string handle) => Value(
        handle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.");

    public static AwsError NotRepeatable(string attempt) => Value(
        attempt, "ReceiveRequestAttemptId",
        "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.");

    public static AwsError TooManyInFlight() => SqsErrors.OverLimit(
        $"Too many messages in flight: a queue has at most {Limits.InFlightMax} received and not deleted.");

    private static Shape Error(string type, string code, int status) =>
        new(type, ShapeKind.Structure) { Error = new(code, status, SenderFault: true) };
}
