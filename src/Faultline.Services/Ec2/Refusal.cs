using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// The errors of EC2, which its model does not name: codes from "Error codes for the Amazon EC2 API", wording as AWS
/// answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Value(string message) => new("InvalidParameterValue", 400, message);

    public static AwsError Value(string value, string parameter) =>
        Value($"Value ({value}) for parameter {parameter} is invalid.");

    public static AwsError Missing(string parameter) =>
        new("MissingParameter", 400, $"The request must contain the parameter {parameter}");

    public static AwsError NoEngines() => new(
        "Unsupported", 400,
        "This server cannot run instances. They need Linux; faultline doctor says what is lacking.");

    public static AwsError Combination(string message) => new("InvalidParameterCombination", 400, message);

    /// <summary>Who names what it wants to see gets all of it: there are no pages.</summary>
    public static AwsError PagesOfNamed(string set) =>
        Combination($"The parameter {set} cannot be used with the parameter maxResults");

    public static AwsError PageTooSmall(int size, int min) =>
        Value($"Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than {min}.");

    public static AwsError PageTooLarge(int size, int max) => Value(
        $"Value ( {size} ) for parameter maxResults is invalid. Expecting a value smaller than or equal to {max}.");

    public static AwsError Token(string token) =>
        Value($"Value ( {token} ) for parameter NextToken is invalid. The token is invalid.");

    public static AwsError UnknownFilter(string? name) => Value($"The filter '{name ?? "null"}' is invalid");

    public static AwsError FilterLimit(string message) => new("FilterLimitExceeded", 400, message);

    public static AwsError UnknownTypes(IEnumerable<string> names) => new(
        "InvalidInstanceType", 400,
        $"The following supplied instance types do not exist: [{string.Join(", ", names)}]");
}
