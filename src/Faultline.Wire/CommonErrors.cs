namespace Faultline.Wire;

/// <summary>
/// The errors that every service has and no model names. Each family of protocols has its own codes for them, and EC2
/// and S3 their own again. Facts from the "Common errors" pages of the API references of SQS, DynamoDB, EC2 and S3.
/// Refusals of signatures are made where signatures are checked.
/// </summary>
public readonly struct CommonErrors(ServiceModel service, Protocol protocol)
{
    private readonly Family family = service.Id == "s3" ? Family.S3 : protocol switch
    {
        Protocol.Ec2 => Family.Ec2,
        Protocol.Query or Protocol.RestXml => Family.Query,
        Protocol.RestJson => Family.Rest,
        _ => Family.Json,
    };

    private enum Family
    {
        Query,
        Json,
        Rest,
        Ec2,
        S3,
    }

    // The JSON protocols answer 400 where the others name the kind of refusal in the status too.
    private int Forbidden => family == Family.Json ? 400 : 403;

    /// <summary>The model has no operation of that name (or, in REST, none at that place).</summary>
    public AwsError UnknownOperation(string name) => family switch
    {
        Family.S3 => new("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
        Family.Query when protocol == Protocol.RestXml =>
            new("UnknownOperationException", 404, $"{service.FullName} has no operation at {name}."),
        Family.Query when service.Id == "sqs" =>
            new("InvalidAction", 400, $"The action {name} is not valid for this endpoint."),
        Family.Query =>
            new("InvalidAction", 400, $"Could not find operation {name} for version {service.ApiVersion}"),
        Family.Ec2 => new("InvalidAction", 400, $"The action {name} is not valid for this web service."),
        Family.Rest => new("UnknownOperationException", 404, $"{service.FullName} has no operation at {name}."),
        _ => new("UnknownOperationException", 400, $"{service.FullName} has no operation {name}."),
    };

    /// <summary>A query request that names no action.</summary>
    public static AwsError MissingAction() =>
        new("MissingAction", 400, "The request must contain the parameter Action.");

    /// <summary>A queue's URL, and nothing that says what to do there.</summary>
    public static AwsError NoOperation() =>
        new("UnknownOperationException", 404, "The URL of a queue needs the parameter Action.");

    /// <summary>In the model, but nobody has built it. Not an error of AWS's, which has built them all.</summary>
    public AwsError NotImplemented(string operation) => new(
        "NotImplemented", 501,
        $"Faultline does not have {service.Id}:{operation} yet. What it has is listed in models/operations.txt.");

    /// <summary>The body is not of the protocol's form, or a value not of its type.</summary>
    public AwsError MalformedInput(string message) => family switch
    {
        Family.S3 => new("MalformedXML", 400, message),
        Family.Query => new("MalformedInput", 400, message),
        Family.Ec2 => new("InvalidParameterValue", 400, message),
        _ => new("SerializationException", 400, message),
    };

    /// <summary>The input does not satisfy the model's constraints.</summary>
    public AwsError Validation(string message) => family switch
    {
        Family.S3 => new("InvalidArgument", 400, message),
        Family.Query => new("ValidationError", 400, message),
        Family.Ec2 => new("InvalidParameterValue", 400, message),
        _ => new("ValidationException", 400, message),
    };

    public AwsError AccessDenied(string message) => family switch
    {
        Family.S3 or Family.Query => new("AccessDenied", 403, message),
        Family.Ec2 => new("UnauthorizedOperation", 403, message),
        _ => new("AccessDeniedException", Forbidden, message),
    };

    public AwsError RequestTooLarge() => family switch
    {
        Family.S3 => new("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"),
        Family.Query or Family.Ec2 => new("RequestEntityTooLarge", 413, TooLarge),
        _ => new("RequestEntityTooLargeException", 413, TooLarge),
    };

    public AwsError Throttling() => family switch
    {
        Family.S3 => new("SlowDown", 503, "Please reduce your request rate."),
        Family.Ec2 => new("RequestLimitExceeded", 503, "Request limit exceeded."),
        Family.Query => new("Throttling", 400, "Rate exceeded"),
        Family.Rest => new("ThrottlingException", 429, "Rate exceeded"),
        _ => new("ThrottlingException", 400, "Rate exceeded"),
    };

    public AwsError ServiceUnavailable() => family switch
    {
        Family.S3 => new("ServiceUnavailable", 503, "Service is unable to handle request."),
        Family.Ec2 => new("Unavailable", 503, "The server is overloaded and cannot handle the request."),
        Family.Query => new("ServiceUnavailable", 503, "Service is unable to handle request."),
        _ => new("ServiceUnavailableException", 503, "Service is unable to handle request."),
    };

    /// <summary>A fault of ours. What it was stands in the log under the request id, not in the answer.</summary>
    public AwsError InternalFailure() => family switch
    {
        Family.S3 => new("InternalError", 500, "We encountered an internal error. Please try again."),
        Family.Ec2 => new("InternalError", 500, "An internal error has occurred"),
        _ => new("InternalFailure", 500, "The request failed inside Faultline. The log names the cause by request id."),
    };

    private const string TooLarge = "The request's body is larger than this operation takes.";
}
