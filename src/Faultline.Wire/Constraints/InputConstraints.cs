using Faultline.Api.Sqs;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Constraints;

/// <summary>
/// The check of an input against its model that AWS's framework makes before a service sees the request.
/// </summary>
public static class InputConstraints
{
    private const string Code = "ValidationException";

    /// <summary>
    /// The same for a service that may have words of its own. SQS speaks over query of one parameter at a time, by its
    /// name there; a batch that has no entries is an empty one, since a form cannot say which.
    /// </summary>
    public static AwsError? Check(ServiceModel service, Operation operation, IStructure input, Protocol protocol)
    {
        if (service.Id != "sqs" || protocol != Protocol.Query || ConstraintScan.Fits(input))
        {
            return Check(operation, input, protocol);
        }

        var failure = ConstraintReport.FirstOf(input, ReportNames.Query);
        return failure switch
        {
            { Value: not null } => Check(operation, input, protocol),
            { Member.Shape: { Kind: ShapeKind.List, Item.Shape: { Kind: ShapeKind.Structure } entry } } =>
                SqsErrors.EmptyBatchRequest($"There should be at least one {entry.Name} in the request."),
            _ => new("MissingParameter", 400, $"The request must contain the parameter {failure.Path}."),
        };
    }

    /// <summary>The error that says all that is wrong, or null where all fits. The protocol gives its code.</summary>
    public static AwsError? Check(Operation operation, IStructure input, Protocol protocol)
    {
        if (ConstraintScan.Fits(input))
        {
            return null;
        }

        if (protocol == Protocol.Ec2)
        {
            return Ec2(ConstraintReport.FirstOf(input, ReportNames.Model));
        }

        // A service of REST whose input comes as one document has no other names for its caller than those in it.
        var names = protocol is Protocol.Json10 or Protocol.Json11 ? ReportNames.Wire : ReportNames.Model;
        var message = ConstraintReport.Of(input, names);
        if (protocol is Protocol.Query or Protocol.RestXml)
        {
            return new("ValidationError", 400, message);
        }

        return Array.Find(operation.Errors, e => e.Name == Code) is { } modelled
            ? new(modelled, message)
            : new(Code, 400, message);
    }

    /// <summary>EC2 has its own words, from "Error codes for the Amazon EC2 API".</summary>
    private static AwsError Ec2(ConstraintReport.Failure failure) => failure.Value is null
        ? new("MissingParameter", 400, $"The request must contain the parameter {failure.Path}")
        : new("InvalidParameterValue", 400, $"Value ({failure.Value}) for parameter {failure.Path} is invalid.");
}
