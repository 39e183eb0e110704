using Faultline.Api.Fis;
using Faultline.Wire;

namespace Faultline.Services.Fis;

/// <summary>
/// The errors of fault injection. AWS publishes their codes, and of their words few: "Unexpected target ... found in
/// action ..." is one, which the others follow.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => FisErrors.ValidationException(message);

    public static AwsError Quota(string what, int most) =>
        FisErrors.ServiceQuotaExceededException($"The maximum number of {what} is {most}.");

    public static AwsError NoTemplate(string id) =>
        FisErrors.ResourceNotFoundException($"Experiment template {id} not found.");

    public static AwsError NoExperiment(string id) =>
        FisErrors.ResourceNotFoundException($"Experiment {id} not found.");

    public static AwsError NoAction(string id) => FisErrors.ResourceNotFoundException($"Action {id} not found.");

    public static AwsError NoType(string id) =>
        FisErrors.ResourceNotFoundException($"Target resource type {id} not found.");

    public static AwsError NoLever(string id) => FisErrors.ResourceNotFoundException($"Safety lever {id} not found.");

    public static AwsError NoTargetAccount(string account) =>
        FisErrors.ResourceNotFoundException($"Target account configuration {account} not found.");

    public static AwsError NoResource(string arn) => FisErrors.ResourceNotFoundException($"Resource {arn} not found.");

    public static AwsError OtherUnderToken() => FisErrors.ConflictException(
        "A request with the same client token, but with different parameters, was made before.");
}
