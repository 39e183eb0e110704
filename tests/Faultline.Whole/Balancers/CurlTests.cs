using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Faultline.Whole.Instances;

namespace Faultline.Whole.Balancers;

/// <summary>An application load balancer, as curl finds it: at a node, and by its name at the gateway.</summary>
[Collection(InstancesCollection.Name)]
public sealed class CurlTests(Stand stand) : IClassFixture<Stand>, IDisposable
{
    private const int LargeBytes = 64 << 20;

    private readonly string folder = Directory.CreateTempSubdirectory("faultline-curl-").FullName;

    [ToolFact("curl")]
    public async Task A_connection_is_kept_for_the_next_request()
    {
        var at = await stand.Node();
        var ended = await Curl($"http://{at}/1", $"http://{at}/2", "-w", "%{num_connects} ");
        Assert.Equal($"GET /1 1.1 {at} http\n1 GET /2 1.1 {at} http\n0", ended.Output.Trim());
    }

    [ToolTheory("curl")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_bodies_pass_whole_both_ways(bool isByName)
    {
        var (sent, heard) = (Large(), Path.Combine(folder, "heard"));
        var ended = await Curl([.. await Url(isByName, "/echo"), "-T", sent, "-o", heard, "-w", "%{http_code}"]);
        Assert.Equal("200", ended.Output.Trim());
        Assert.Equal(await Sum(sent), await Sum(heard));
    }

    [ToolTheory("curl")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_in_chunks_passes_whole(bool isByName)
    {
        var (sent, heard) = (Large(3_000_001), Path.Combine(folder, "heard"));
        await Curl([.. await Url(isByName, "/echo"), "-H", "Transfer-Encoding: chunked", "--data-binary", $"@{sent}",
            "-o", heard]);
        Assert.Equal(await Sum(sent), await Sum(heard));
    }

    [ToolFact("curl")]
    public async Task Who_waits_for_leave_gets_it()
    {
        var ended = await Curl([.. await Url(false, "/echo"), "-v", "-H", "Expect: 100-continue",
            "--expect100-timeout", "60", "--data-binary", "hello"]);
        Assert.Contains("< HTTP/1.1 100 Continue", ended.Errors);
        Assert.Equal("hello", ended.Output.Trim());
    }

    [ToolFact("curl")]
    public async Task The_old_HTTP_is_answered_and_ended()
    {
        var ended = await Curl([.. await Url(false, "/old"), "--http1.0", "-i"]);
        Assert.Matches("^HTTP/1.[01] 200", ended.Output);
        Assert.Contains("Connection: close", ended.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("chunked", ended.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("GET /old ", ended.Output);
    }

    [ToolFact("curl")]
    public async Task Rules_redirect_and_answer()
    {
        await Rule("1", "/old/*", ("Type", "redirect"), ("RedirectConfig.Path", "/new"),
            ("RedirectConfig.Query", "from=#{path}"), ("RedirectConfig.StatusCode", "HTTP_302"));
        await Rule("2", "/tea/*", ("Type", "fixed-response"), ("FixedResponseConfig.StatusCode", "418"),
            ("FixedResponseConfig.ContentType", "text/plain"), ("FixedResponseConfig.MessageBody", "short and stout"));
        await Machines.Until("the rules are in force", async () =>
            (await Curl([.. await Url(false, "/tea/1"), "-w", " %{http_code}"]))
                .Output.Trim() == "short and stout 418");
        var at = await stand.Node();
        var ended = await Curl([.. await Url(false, "/old/1"), "-L", "-w", "%{num_redirects} %{url_effective}"]);
        Assert.Equal(
            [$"GET /new?from=old/1 1.1 {at} http", $"1 http://{at}/new?from=old/1"],
            ended.Output.Trim().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    [ToolFact("curl")]
    public async Task TLS_at_the_gateway_shows_the_certificate_of_the_listener()
    {
        var file = Path.Combine(folder, "own.pem");
        var arn = await Import(file);
        await stand.Listen("HTTPS", 8443, ("Certificates.member.1.CertificateArn", arn));
        var (port, name) = (stand.Server.Port, stand.Dns);
        await Machines.Until("both nodes listen there", async () => (await stand.Nodes()).All(
            node => node["listeners"]!.AsArray().All(each => (string?)each!["at"] is not null)));
        string[] ask = ["-sS", "--resolve", $"{name}:{port}:127.0.0.1", $"https://{name}:{port}/secure"];
        var trusted = await Tool.Run("curl", [.. ask, "--cacert", file]);
        Assert.Equal($"GET /secure 1.1 {name}:{port} https", trusted.MustSucceed().Output.Trim());
        Assert.Equal(60, (await Tool.Run("curl", ask)).Code);
        (await Tool.Run("curl", [.. ask, "--insecure"])).MustSucceed();
        (await Tool.Run("curl", ["-sSfk", $"https://localhost:{port}/_faultline/health"])).MustSucceed();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<Ended> Curl(params string[] arguments) =>
        (await Tool.Run("curl", ["-sS", .. arguments])).MustSucceed();

    private async Task<string[]> Url(bool isByName, string path)
    {
        var port = stand.Server.Port;
        return isByName
            ? ["--resolve", $"{stand.Dns}:{port}:127.0.0.1", $"http://{stand.Dns}:{port}{path}"]
            : [$"http://{await stand.Node()}{path}"];
    }

    private Task<XElement> Rule(string priority, string path, params (string Name, string Value)[] action) => stand.Elb(
        "CreateRule",
        [("ListenerArn", stand.Listener), ("Priority", priority), ("Conditions.member.1.Field", "path-pattern"),
            ("Conditions.member.1.Values.member.1", path),
            .. action.Select(each => ($"Actions.member.1.{each.Name}", each.Value))]);

    /// <summary>A file of bytes that nothing would guess.</summary>
    private string Large(int bytes = LargeBytes)
    {
        var file = Path.Combine(folder, "sent");
        File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(bytes));
        return file;
    }

    private static async Task<string> Sum(string file)
    {
        await using var bytes = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(bytes));
    }

    /// <summary>Makes a certificate for the balancer's name, keeps it in a file, and gives its ARN.</summary>
    private async Task<string> Import(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stand", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(stand.Dns);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
        await File.WriteAllTextAsync(file, made.ExportCertificatePem());
        var input = JsonSerializer.Serialize(new
        {
            Certificate = Encoding.ASCII.GetBytes(made.ExportCertificatePem()),
            PrivateKey = Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()),
        });
        var answer = await Curl(stand.Server.Url, "-f", "-H", "Content-Type: application/x-amz-json-1.1",
            "-H", "X-Amz-Target: CertificateManager.ImportCertificate", "-d", input);
        return (string)JsonNode.Parse(answer.Output)!["CertificateArn"]!;
    }
}
