using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Wire.Tests.World;

/// <summary>Signs JSON calls of SQS by a session that STS gave, as SDKs do; so that the server verifies them.</summary>
internal sealed class Signer
{
    private readonly string accessKey;
    private readonly string token;
    private readonly string date;
    private readonly string stamp;
    private readonly byte[] key;

    private Signer(string accessKey, string secret, string token)
    {
        (this.accessKey, this.token) = (accessKey, token);
        var now = DateTime.UtcNow;
        date = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        key = ((string[])[date, "us-east-1", "sqs", "aws4_request"]).Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + secret),
            (made, part) => HMACSHA256.HashData(made, Encoding.UTF8.GetBytes(part)));
    }

    public static async Task<Signer> Of(Running server)
    {
        var session = await server.Form("Action=GetSessionToken&Version=2011-06-15");
        string Of(string name) => session.Xml.Descendants().Single(element => element.Name.LocalName == name).Value;
        return new(Of("AccessKeyId"), Of("SecretAccessKey"), Of("SessionToken"));
    }

    /// <summary>The whole request, ready to be sent.</summary>
    public byte[] Request(string target, string body)
    {
        var headers = "content-type:application/x-amz-json-1.0\nhost:localhost:4566\n"
            + $"x-amz-date:{stamp}\nx-amz-security-token:{token}\nx-amz-target:{target}\n";
        const string Names = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";
        var bytes = Encoding.UTF8.GetBytes(body);
        var canonical = $"POST\n/\n\n{headers}\n{Names}\n{Hash(bytes)}";
        var scope = $"{date}/us-east-1/sqs/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        return Running.Request(
            $"POST / HTTP/1.1\n{headers}Authorization: AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, "
            + $"SignedHeaders={Names}, Signature={signature}",
            bytes);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
