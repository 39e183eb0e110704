using Faultline.Wire;

namespace Faultline.Services.Provisioning;

/// <summary>What is wrong with the properties of a resource, in CloudFormation's words.</summary>
internal static class Refused
{
    public static AwsError Missing(string property) => Invalid($"Property {property} cannot be empty.");

    public static AwsError Not(string kind, string property, string value) =>
        Invalid($"Value '{value}' of property {property} is not a valid {kind}.");

    public static AwsError Invalid(string message) => new("InvalidRequest", 400, message);
}
