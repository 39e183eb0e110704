using Faultline.Api.ClassicElb;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>
/// The errors of classic load balancing: codes from the Elastic Load Balancing API reference (2012-06-01), wording as
/// AWS answers it where that is known.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("ValidationError", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented",
        501,
        $"Faultline does not have {what} of elb yet. The README of ClassicElb says what it has.");

    public static AwsError Configuration(string message) =>
        ClassicElbErrors.InvalidConfigurationRequestException(message);

    public static AwsError NotFound(string balancer) =>
        ClassicElbErrors.AccessPointNotFoundException($"There is no ACTIVE Load Balancer named '{balancer}'");

    public static AwsError NoPolicy(string policy, string balancer) =>
        ClassicElbErrors.PolicyNotFoundException($"There is no policy with name {policy} for load balancer {balancer}");

    public static AwsError NoListener(string balancer, int? port) => ClassicElbErrors.ListenerNotFoundException(
        $"Load balancer {balancer} does not have a listener at port {port}");

    public static AwsError NoInstance(string instance) =>
        ClassicElbErrors.InvalidEndPointException($"Could not find EC2 instance {instance}.");

    public static AwsError NoCertificate(string? arn) =>
        ClassicElbErrors.CertificateNotFoundException($"Server Certificate not found for the key: {arn}");
}
