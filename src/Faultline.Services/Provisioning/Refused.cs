using Faultline.Wire;

namespace Faultline.Services.Provisioning;

/// <summary>What is wrong with the properties of a resource, in CloudFormation's words.</summary>
internal static class Refused
{
    public static AwsError Missing(string property) => Invalid($"Property {property} cannot be empty.");

    public static AwsError Not(string kind, string property, string value) =>
        Invalid($"Value '{value}' of property {property} is not a valid {kind}.");

    /// <summary>Somebody else made one that is called so.</summary>
    public static AwsError Exists(string type, string name) => new(
        "AlreadyExists", 400, $"Resource of type '{type}' with identifier '{name}' already exists.");

    /// <summary>What is to be changed is not there.</summary>
    public static AwsError Gone(string type, string id) => new(
        "NotFound", 400, $"Resource of type '{type}' with identifier '{id}' was not found.");

    /// <summary>In AWS, but no service here does it yet: refused by name rather than left out.</summary>
    public static AwsError NotBuilt(string type, string property) => new(
        "NotImplemented", 501, $"Faultline does not have the property {property} of {type} yet.");

    public static AwsError Invalid(string message) => new("InvalidRequest", 400, message);
}
