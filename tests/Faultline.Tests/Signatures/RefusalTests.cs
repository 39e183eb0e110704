using System.Text;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

/// <summary>Every way to be refused, with AWS's code, status and words.</summary>
public sealed class RefusalTests
{
    private const string Invalid = "The security token included in the request is invalid.";
    private const string NotSure = "AWS was not able to validate the provided access credentials";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Signer Anna = new("AKIAANNA", "secret");
    private static readonly Authenticator Strict = new(new(false, new OneKey("AKIAANNA", "secret")));
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"QueueUrl":"q","MessageBody":"hello"}""");

    public static TheoryData<string, string, string, int, string> Faults()
    {
        var data = new TheoryData<string, string, string, int, string>();
        Add("unsigned", "Query RestXml", "MissingAuthenticationToken", 403, "Request is missing Authentication Token");
        Add("unsigned", "Json10 Json11 Cbor", "MissingAuthenticationTokenException", 400,
            "Request is missing Authentication Token");
        Add("unsigned", "RestJson", "MissingAuthenticationTokenException", 403,
            "Request is missing Authentication Token");
        Add("unsigned", "Ec2", "MissingParameter", 400, "The request must contain the parameter AWSAccessKeyId");
        Add("unknown key", "Query RestXml", "InvalidClientTokenId", 403, Invalid);
        Add("unknown key", "Json10 Json11 Cbor", "UnrecognizedClientException", 400, Invalid);
        Add("unknown key", "RestJson", "UnrecognizedClientException", 403, Invalid);
        Add("unknown key", "Ec2", "AuthFailure", 401, NotSure);
        Add("stray token", "Query", "InvalidClientTokenId", 403, Invalid);
        Add("stray token", "Json10", "UnrecognizedClientException", 400, Invalid);
        Add("wrong secret", "Query RestXml", "SignatureDoesNotMatch", 403,
            "The request signature we calculated does not");
        Add("wrong secret", "Json10 Json11 Cbor", "InvalidSignatureException", 400,
            "The request signature we calculated");
        Add("wrong secret", "RestJson", "InvalidSignatureException", 403,
            "The request signature we calculated does not");
        Add("wrong secret", "Ec2", "AuthFailure", 401, NotSure);
        AddMalformed(Add);
        return data;

        void Add(string fault, string protocols, string code, int status, string message)
        {
            foreach (var protocol in protocols.Split(' '))
            {
                data.Add(fault, protocol, code, status, message);
            }
        }
    }

    private static void AddMalformed(Action<string, string, string, int, string> add)
    {
        add(
            "stale", "Query", "SignatureDoesNotMatch", 403,
            "Signature expired: 20260102T024904Z is now earlier than 20260102T024905Z (20260102T030405Z - 15 min.)");
        add("stale", "Json10", "InvalidSignatureException", 400, "Signature expired: 20260102T024904Z is now earlier");
        add("stale", "Ec2", "RequestExpired", 400, "Request has expired.");
        add(
            "early", "Query", "SignatureDoesNotMatch", 403,
            "Signature not yet current: 20260102T031906Z is still later than 20260102T031905Z "
            + "(20260102T030405Z + 15 min.)");
        add(
            "no parts", "Query", "IncompleteSignature", 400,
            "Authorization header requires 'Credential' parameter. "
            + "Authorization header requires 'Signature' parameter. "
            + "Authorization header requires 'SignedHeaders' parameter. Authorization header "
            + "requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256");
        add("foreign", "Json10", "IncompleteSignatureException", 400,
            "Authorization header requires 'Credential' parameter. ");
        add(
            "misfit", "Json10", "IncompleteSignatureException", 400,
            "'AKIAANNA' not a valid key=value pair (missing equal-sign) in Authorization header: "
            + "'AWS4-HMAC-SHA256 AKIAANNA'.");
        add(
            "short scope", "Query", "IncompleteSignature", 400,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
            + "got 'AKIAANNA/x'");
        add("no host", "Query", "SignatureDoesNotMatch", 403, "'Host' or ':authority' must be a 'SignedHeader'");
        add("last hour", "Query", "SignatureDoesNotMatch", 403, "Signature not yet current: 99991231T235959Z is still");
        add("first hour", "Query", "SignatureDoesNotMatch", 403, "Signature expired: 00010101T000000Z is now earlier");
        add("many headers", "Query", "SignatureDoesNotMatch", 403, "A signature covers at most 128 headers.");
        add("bad date", "Query", "IncompleteSignature", 400, "Date must be in ISO-8601 'basic format'. Got 'today'.");
        add("region", "Query", "SignatureDoesNotMatch", 403,
            "Credential should be scoped to a valid region, not 'eu-west-1'.");
        add("service", "Json10", "InvalidSignatureException", 400,
            "Credential should be scoped to correct service: 'sqs'.");
        add(
            "scope", "Query", "SignatureDoesNotMatch", 403,
            "Credential should be scoped to a valid region, not 'b'. Credential should be scoped to correct "
            + "service: 'sqs'. Credential should be scoped with a valid terminator: 'aws4_request', not 'd'. "
            + "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            + "'a' != '20260102', from '20260102T030405Z'.");
        add("both", "Query", "SignatureDoesNotMatch", 403, "Found both 'X-Amz-Algorithm' as a query-string param and");
        add(
            "bare url", "Query", "IncompleteSignature", 400,
            "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include "
            + "'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string "
            + "parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.");
        add("version 2", "Query", "IncompleteSignature", 400, "Signature version 2 is for SimpleDB only.");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_request_is_refused_for(string fault, string protocol, string code, int status, string message)
    {
        var error = Refuse(Make(fault), Enum.Parse<Protocol>(protocol));
        Assert.Equal((code, status), (error.Code, error.Status));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mismatch_tells_what_should_have_been_signed()
    {
        var error = Refuse(Make("wrong secret"), Protocol.Json10);
        Assert.EndsWith(
            """
            The Canonical String for this request should have been
            'POST
            /

            host:localhost:4566
            x-amz-date:20260102T030405Z

            host;x-amz-date
            0a8bec4ca3cbfe5c7ab7a7f3e2d87d0dbca7c07ae0e2ed62e9c3b10a31e57c1d'

            The String-to-Sign should have been
            'AWS4-HMAC-SHA256
            20260102T030405Z
            20260102/us-east-1/sqs/aws4_request
            """.ReplaceLineEndings("\n").Replace(
                "0a8bec4ca3cbfe5c7ab7a7f3e2d87d0dbca7c07ae0e2ed62e9c3b10a31e57c1d",
                Signer.Hex(System.Security.Cryptography.SHA256.HashData(Body)), StringComparison.Ordinal),
            error.Message[..error.Message.LastIndexOf('\n', error.Message.Length - 2)], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_signed_well_and_in_time_is_believed()
    {
        foreach (var minutes in (int[])[-15, 0, 15])
        {
            var request = Anna.Sign(Now.AddMinutes(minutes), body: Body);
            var principal = Strict.Authenticate(request, Claim.Read(request), Expected(Protocol.Json10));
            Assert.Equal("arn:aws:iam::111122223333:user/anna", principal.Arn);
            Assert.False(principal.Unverified);
        }
    }

    private static Incoming Make(string fault)
    {
        var good = Anna.Sign(Now, body: Body);
        switch (fault)
        {
            case "unsigned": return Signer.Request("POST", "/", "", Body);
            case "unknown key": return new Signer("AKIABOB", "secret").Sign(Now, body: Body);
            case "stray token": return (Anna with { Token = "x" }).Sign(Now, body: Body);
            case "wrong secret": return (Anna with { Secret = "Secret" }).Sign(Now, body: Body);
            case "stale": return Anna.Sign(Now.AddSeconds(-901), body: Body);
            case "early": return Anna.Sign(Now.AddSeconds(901), body: Body);
            case "no parts": return Signer.Request("POST", "/", "", Body, ("Authorization", "AWS4-HMAC-SHA256"));
            case "foreign": return Signer.Request("POST", "/", "", Body, ("Authorization", "Bearer x"));
            case "misfit": return Signer.Request("POST", "/", "", Body, ("Authorization", "AWS4-HMAC-SHA256 AKIAANNA"));
            case "short scope": Alter("AKIAANNA/20260102/us-east-1/sqs/aws4_request", "AKIAANNA/x"); return good;
            case "no host": Alter("SignedHeaders=host;", "SignedHeaders="); return good;
            case "last hour": good.Headers["X-Amz-Date"] = "99991231T235959Z"; return good;
            case "first hour": good.Headers["X-Amz-Date"] = "00010101T000000Z"; return good;
            case "many headers":
                Alter("SignedHeaders=", $"SignedHeaders={string.Concat(Enumerable.Repeat("x;", 127))}"); return good;
            case "bad date": good.Headers["X-Amz-Date"] = "today"; return good;
            case "region": return (Anna with { Region = "eu-west-1" }).Sign(Now, body: Body);
            case "service": return (Anna with { Service = "sns" }).Sign(Now, body: Body);
            case "scope": Alter("20260102/us-east-1/sqs/aws4_request", "a/b/c/d"); return good;
            case "both": return Signer.Copy(good, query: "X-Amz-Algorithm=AWS4-HMAC-SHA256");
            case "bare url": return Signer.Request("GET", "/", "X-Amz-Algorithm=AWS4-HMAC-SHA256", []);
            case "version 2": return Signer.Request("GET", "/", "AWSAccessKeyId=AKIAANNA&SignatureVersion=2", []);
            default: throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }

        void Alter(string from, string to) => good.Headers.Authorization =
            ((string)good.Headers.Authorization!).Replace(from, to, StringComparison.Ordinal);
    }

    private static AwsError Refuse(Incoming request, Protocol protocol) => Assert.Throws<AwsError>(
        () => Strict.Authenticate(request, Claim.Read(request), Expected(protocol)));

    private static Expected Expected(Protocol protocol) =>
        new() { Service = "sqs", Region = "us-east-1", Protocol = protocol, Now = Now };
}
