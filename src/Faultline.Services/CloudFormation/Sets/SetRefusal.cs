using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// The errors of stack sets: codes from the AWS CloudFormation API reference, wording as AWS answers it.
/// </summary>
internal static class SetRefusal
{
    public static AwsError Invalid(string message) => new("ValidationError", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501,
        $"Faultline does not have {what} yet. The README of CloudFormation says what it has.");

    public static AwsError NoOrganizations() =>
        NotBuilt("stack sets with service-managed permissions, which need AWS Organizations,");

    public static AwsError NoSet(string name) =>
        CloudFormationErrors.StackSetNotFoundException($"StackSet {name} not found");

    public static AwsError NoInstance(string set, string account, string region) =>
        CloudFormationErrors.StackInstanceNotFoundException(
            $"Stack instance for account {account} and region {region} of StackSet {set} not found");

    public static AwsError NoOperation(string set, string id) =>
        CloudFormationErrors.OperationNotFoundException($"Operation {id} of StackSet {set} not found");

    public static AwsError Busy(Set set) => CloudFormationErrors.OperationInProgressException(
        $"Another Operation on StackSet {set.Shown.StackSetARN} is in progress");

    public static AwsError KnownOperation(string id) => CloudFormationErrors.OperationIdAlreadyExistsException(
        $"Operation with id {id} already exists and was another one");

    public static AwsError NotRunning(string id, string status) => CloudFormationErrors.InvalidOperationException(
        $"Operation {id} is in status {status} and cannot be stopped");

    public static AwsError Limit(string what, int most) => CloudFormationErrors.LimitExceededException(
        $"You've reached the limit of {most} {what}.");
}
