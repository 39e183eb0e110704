using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>
/// The errors of Parameter Store: codes from the Systems Manager API reference, wording as AWS answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("ValidationException", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501,
        $"Faultline does not have {what} of Parameter Store yet. The README of Ssm says what it has.");

    public static AwsError Reserved(string name) =>
        new("AccessDeniedException", 400, $"No access to reserved parameter name: {name}.");

    public static AwsError NotFound(string name) => SsmErrors.ParameterNotFound($"Parameter {name} not found.");

    public static AwsError NoVersion(string name, string version) => SsmErrors.ParameterVersionNotFound(
        $"Systems Manager could not find version {version} of {name}. Verify the version and try again.");

    public static AwsError NoLabel(string name, string label) => SsmErrors.ParameterVersionNotFound(
        $"Systems Manager could not find label {label} of {name}. Verify the label and try again.");
}
