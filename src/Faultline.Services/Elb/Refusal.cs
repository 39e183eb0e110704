using Faultline.Api.Elb;
using Faultline.Wire;

namespace Faultline.Services.Elb;

/// <summary>
/// The errors of load balancing: codes from the Elastic Load Balancing API reference (2015-12-01), wording as AWS
/// answers it.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("ValidationError", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501, $"Faultline does not have {what} of elbv2 yet. The README of Elb says what it has.");

    public static AwsError Configuration(string message) => ElbErrors.InvalidConfigurationRequestException(message);

    /// <summary>One that the operation is about is not there.</summary>
    public static AwsError NotFound(string type, string arn) => type switch
    {
        "loadbalancer" => ElbErrors.LoadBalancerNotFoundException($"Load balancer '{arn}' not found"),
        "listener" => ElbErrors.ListenerNotFoundException($"Listener '{arn}' not found"),
        "listener-rule" => ElbErrors.RuleNotFoundException($"Rule '{arn}' not found"),
        "targetgroup" => ElbErrors.TargetGroupNotFoundException($"Target group '{arn}' not found"),
        "truststore" => ElbErrors.TrustStoreNotFoundException($"Trust store '{arn}' not found"),
        _ => Invalid($"'{arn}' is not a valid ARN"),
    };

    /// <summary>Of those that a list was asked for some are not there.</summary>
    public static AwsError SomeNotFound(string type) => type switch
    {
        "loadbalancer" => ElbErrors.LoadBalancerNotFoundException("One or more load balancers not found"),
        "listener" => ElbErrors.ListenerNotFoundException("One or more listeners not found"),
        "listener-rule" => ElbErrors.RuleNotFoundException("One or more rules not found"),
        _ => ElbErrors.TargetGroupNotFoundException("One or more target groups not found"),
    };

    /// <summary>An ARN that is of something else, or of nothing.</summary>
    public static AwsError Arn(string type, string arn) => Invalid($"'{arn}' is not a valid {Words(type)} ARN");

    private static string Words(string type) => type switch
    {
        "loadbalancer" => "load balancer",
        "listener" => "listener",
        "listener-rule" => "listener rule",
        _ => "target group",
    };
}
