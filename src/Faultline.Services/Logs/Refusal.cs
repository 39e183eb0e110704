using Faultline.Api.Logs;
using Faultline.Wire;

namespace Faultline.Services.Logs;

/// <summary>The errors of CloudWatch Logs, in its words.</summary>
internal static class Refusal
{
    public static AwsError Parameter(string message) => LogsErrors.InvalidParameterException(message);

    public static AwsError Pattern(string why) => Parameter($"Invalid filter pattern: {why}.");

    public static AwsError Term(string term) => Parameter($"Invalid character(s) in term '{term}'");

    public static AwsError Token() => Parameter("The specified nextToken is invalid.");

    public static AwsError NoGroup() => NotFound("The specified log group does not exist.");

    public static AwsError NoStream() => NotFound("The specified log stream does not exist.");

    public static AwsError NotFound(string message) => LogsErrors.ResourceNotFoundException(message);

    public static AwsError Exists(string what) =>
        LogsErrors.ResourceAlreadyExistsException($"The specified {what} already exists");

    public static AwsError Limit() => LogsErrors.LimitExceededException("Resource limit exceeded.");

    /// <summary>Something of a call has no meaning here: it is refused rather than taken and forgotten.</summary>
    public static AwsError NotHere(string parameter, string why) =>
        Parameter($"{parameter} is not supported: {why}.");
}
