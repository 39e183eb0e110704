using Faultline.Api.Acm;
using Faultline.Wire;

namespace Faultline.Services.Acm;

/// <summary>
/// The errors of ACM: codes from the AWS Certificate Manager API reference (2015-12-08), wording as AWS answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => AcmErrors.ValidationException(message);

    public static AwsError NotFound(string arn, string account) =>
        AcmErrors.ResourceNotFoundException($"Could not find certificate {arn} in account {account}.");

    public static AwsError InUse(string arn, string account) =>
        AcmErrors.ResourceInUseException($"Certificate {arn} in account {account} is in use.");

    public static AwsError InProgress(string arn) =>
        AcmErrors.RequestInProgressException($"Certificate {arn} has not been issued yet.");

    public static AwsError State(string message) => AcmErrors.InvalidStateException(message);

    public static AwsError Domain(string message) => AcmErrors.InvalidDomainValidationOptionsException(message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501, $"Faultline does not have {what} of acm yet. The README of Acm says what it has.");
}
