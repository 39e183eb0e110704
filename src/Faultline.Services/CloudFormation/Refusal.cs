using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

/// <summary>
/// The errors of CloudFormation: codes from its API reference (2010-05-15), wording as AWS answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("ValidationError", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501,
        $"Faultline does not have {what} of CloudFormation yet. The README of CloudFormation says what it has.");

    public static AwsError NoStack(string name) => Invalid($"Stack with id {name} does not exist");

    public static AwsError NoStackNamed(string name) => Invalid($"Stack [{name}] does not exist");

    public static AwsError Exists(string name) =>
        CloudFormationErrors.AlreadyExistsException($"Stack [{name}] already exists");

    /// <param name="what">As in <c>updated</c>.</param>
    public static AwsError InState(string id, string status, string what) =>
        Invalid($"Stack:{id} is in {status} state and can not be {what}.");

    public static AwsError NoUpdates() => Invalid("No updates are to be performed.");

    public static AwsError NoResource(string logicalId, string stack) =>
        Invalid($"Resource {logicalId} does not exist for stack {stack}");
}
