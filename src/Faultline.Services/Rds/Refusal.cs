using Faultline.Api.Rds;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>
/// The errors of RDS: codes from the Amazon RDS API reference, wording as AWS answers it where that is known.
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string message) => new("InvalidParameterValue", 400, message);

    public static AwsError Combination(string message) => new("InvalidParameterCombination", 400, message);

    /// <summary>In AWS, but not here yet.</summary>
    public static AwsError NotBuilt(string what) => new(
        "NotImplemented", 501, $"Faultline does not have {what} of RDS yet. The README of Rds says what it has.");

    public static AwsError NoInstance(string name) =>
        RdsErrors.DBInstanceNotFoundFault($"DBInstance {name} not found.");

    public static AwsError NoSubnetGroup(string name) =>
        RdsErrors.DBSubnetGroupNotFoundFault($"DB subnet group '{name}' does not exist.");

    public static AwsError NoParameterGroup(string name) =>
        RdsErrors.DBParameterGroupNotFoundFault($"DBParameterGroup not found: {name}");

    public static AwsError NoOptionGroup(string name) =>
        RdsErrors.OptionGroupNotFoundFault($"Specified OptionGroupName: {name} not found.");

    public static AwsError NoSubscription(string name) =>
        RdsErrors.SubscriptionNotFoundFault($"Subscription {name} not found.");

    public static AwsError NoCertificate(string name) =>
        RdsErrors.CertificateNotFoundFault($"Certificate not found: {name}");
}
