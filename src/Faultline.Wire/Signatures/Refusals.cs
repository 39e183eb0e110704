namespace Faultline.Wire.Signatures;

/// <summary>
/// What AWS answers to those it does not believe. The same fault has another code and status in each family of
/// protocols, and S3 and EC2 have their own words. Facts from the "Common errors" page of each service's API reference.
/// </summary>
internal readonly struct Refusals(Protocol protocol, string service)
{
    private const string Unsure = "AWS was not able to validate the provided access credentials";

    private readonly Family family = IsS3(service) ? Family.S3 : protocol switch
    {
        Protocol.Ec2 => Family.Ec2,
        Protocol.Query or Protocol.RestXml => Family.Query,
        Protocol.RestJson => Family.RestJson,
        _ => Family.Json,
    };

    private enum Family
    {
        Query,
        Json,
        RestJson,
        Ec2,
        S3,
    }

    /// <summary>Services that sign the path as S3 does, and answer as it does.</summary>
    public static bool IsS3(string service) => service is "s3" or "s3express" or "s3-outposts" or "s3-object-lambda";

    public AwsError MissingToken() => family switch
    {
        Family.S3 => new("AccessDenied", 403, "Access Denied"),
        Family.Ec2 => new("MissingParameter", 400, "The request must contain the parameter AWSAccessKeyId"),
        _ => Plain("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
    };

    public AwsError Incomplete(string message) => family switch
    {
        Family.S3 => new("AuthorizationHeaderMalformed", 400, $"The authorization header is malformed; {message}"),
        _ => Plain("IncompleteSignature", 400, message),
    };

    public AwsError IncompleteUrl(string message) => family switch
    {
        Family.S3 => new("AuthorizationQueryParametersError", 400, message),
        _ => Plain("IncompleteSignature", 400, message),
    };

    public AwsError UnknownKey() => family switch
    {
        Family.S3 => new(
            "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."),
        _ => InvalidToken(),
    };

    public AwsError InvalidToken() => family switch
    {
        Family.S3 => new("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
        Family.Ec2 => new("AuthFailure", 401, Unsure),
        Family.Query => new("InvalidClientTokenId", 403, "The security token included in the request is invalid."),
        _ => Plain("UnrecognizedClient", 403, "The security token included in the request is invalid."),
    };

    public AwsError ExpiredToken() => family switch
    {
        Family.S3 => new("ExpiredToken", 400, "The provided token has expired."),
        Family.Ec2 => new("RequestExpired", 400, "Request has expired."),
        _ => Plain("ExpiredToken", 403, "The security token included in the request is expired"),
    };

    /// <summary>The hour of signing is too far from ours.</summary>
    public AwsError Stale(string message) => family switch
    {
        Family.S3 => new(
            "RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."),
        Family.Ec2 => new("RequestExpired", 400, "Request has expired."),
        _ => Invalid(message),
    };

    /// <summary>A presigned URL has run out.</summary>
    public AwsError UrlExpired(string message) => family switch
    {
        Family.S3 => new("AccessDenied", 403, "Request has expired"),
        _ => Stale(message),
    };

    public AwsError UrlTooEarly(string message) => family switch
    {
        Family.S3 => new("AccessDenied", 403, "Request is not valid yet"),
        _ => Stale(message),
    };

    /// <summary>The signature is well made but does not fit: the message says where.</summary>
    public AwsError Invalid(string message) => family switch
    {
        Family.S3 or Family.Query => new("SignatureDoesNotMatch", 403, message),
        Family.Ec2 => new("AuthFailure", 401, Unsure),
        _ => Plain("InvalidSignature", 403, message),
    };

    public AwsError WrongRegion(string region, string expected, string message) => family switch
    {
        Family.S3 => new(
            "AuthorizationHeaderMalformed", 400,
            $"The authorization header is malformed; the region '{region}' is wrong; expecting '{expected}'"),
        _ => Invalid(message),
    };

    public AwsError Mismatch(string canonical, string stringToSign) => family switch
    {
        Family.S3 => new(
            "SignatureDoesNotMatch", 403,
            "The request signature we calculated does not match the signature you provided. "
            + "Check your key and signing method."),
        _ => Invalid(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            + "Access Key and signing method. Consult the service documentation for details."
            + (canonical.Length == 0 ? "" : $"\n\nThe Canonical String for this request should have been\n'{canonical}'"
            + $"\n\nThe String-to-Sign should have been\n'{stringToSign}'\n")),
    };

    /// <summary>
    /// An error that the query family gives its bare code, and the JSON families the suffix and their status.
    /// </summary>
    private AwsError Plain(string code, int status, string message) => family switch
    {
        Family.Query or Family.Ec2 => new(code, status, message),
        Family.RestJson => new(code + "Exception", 403, message),
        _ => new(code + "Exception", 400, message),
    };
}
