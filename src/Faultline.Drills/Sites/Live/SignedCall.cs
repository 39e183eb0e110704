using System.Globalization;
using System.Net.Http.Headers;
using Faultline.Wire;

namespace Faultline.Drills.Sites.Live;

/// <summary>
/// A call in one of AWS's JSON protocols, by the key <c>test</c> or one that names its account: a server of this
/// machine takes such keys without their signature (docs/decisions/0004-unsigned-calls.md).
/// </summary>
internal sealed record SignedCall(
    string Region, string Account, ServiceModel Service, string Operation, DateTimeOffset Now)
{
    private const string AccountOfTest = "000000000000";

    public static bool Speaks(ServiceModel service) =>
        service.TargetPrefix is not null && ProtocolOf(service) is Protocol.Json10 or Protocol.Json11;

    public HttpRequestMessage Request(byte[] body)
    {
        var version = ProtocolOf(Service) == Protocol.Json10 ? "1.0" : "1.1";
        var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = MediaTypeHeaderValue.Parse($"application/x-amz-json-{version}") },
            },
        };
        var key = Account == AccountOfTest ? "test" : Account;
        request.Headers.Add("x-amz-target", $"{Service.TargetPrefix}.{Operation}");
        request.Headers.Add(
            "x-amz-date", Now.UtcDateTime.ToString("yyyyMMddTHHmmssZ", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "authorization",
            string.Create(
                CultureInfo.InvariantCulture,
                $"AWS4-HMAC-SHA256 Credential={key}/{Now.UtcDateTime:yyyyMMdd}/{Region}/{Service.SigningName}/")
            + "aws4_request, SignedHeaders=host;x-amz-date, Signature=00");
        return request;
    }

    private static Protocol? ProtocolOf(ServiceModel service)
    {
        foreach (var protocol in service.Protocols)
        {
            if (protocol is Protocol.Json10 or Protocol.Json11)
            {
                return protocol;
            }
        }

        return null;
    }
}
