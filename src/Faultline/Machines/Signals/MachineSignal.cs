using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Machines.Signals;

/// <summary>
/// <c>cfn-signal</c> of instances. As AWS's it needs no role: who an instance is, its metadata say.
/// </summary>
internal sealed class MachineSignal(Func<string, string?> variable, TimeProvider clock)
{
    public const string Name = "machine-signal";

    /// <summary>The server is on this machine; a boot has no one else to wait for.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private static readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });

    public static int Run(IReadOnlyList<string> arguments)
    {
        var (order, wrong) = SignalOrder.Read(arguments);
        if (order is null)
        {
            Console.Error.WriteLine($"cfn-signal: {wrong}");
            return 2;
        }

        try
        {
            new MachineSignal(Environment.GetEnvironmentVariable, Edge.Clock).Send(order);
            return 0;
        }
        catch (Away gone)
        {
            Console.Error.WriteLine($"cfn-signal: {gone.Message}");
            return 1;
        }
    }

    public void Send(SignalOrder order)
    {
        if (order.Url is { } url)
        {
            Put(url, order);
        }
        else
        {
            new SignedCalls(
                "cloudformation", "application/x-www-form-urlencoded", null, name => Given(order, name), clock)
                .Call(null, Body(order), patience);
        }
    }

    private string Body(SignalOrder order)
    {
        (string, string)[] members =
        [
            ("Action", "SignalResource"),
            ("Version", "2010-05-15"),
            ("StackName", order.Stack!),
            ("LogicalResourceId", order.Resource!),
            ("UniqueId", IdOf(order)),
            ("Status", Status(order)),
        ];
        return string.Join('&', members.Select(each => $"{each.Item1}={Uri.EscapeDataString(each.Item2)}"));
    }

    private void Put(string url, SignalOrder order)
    {
        var body = new JsonObject
        {
            ["Status"] = Status(order),
            ["UniqueId"] = IdOf(order),
            ["Reason"] = order.Reason ?? "",
            ["Data"] = order.Data ?? "",
        };
        using var limit = new CancellationTokenSource(patience, clock);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, Address(url))
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())),
            };
            using var answer = client.Send(request, limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                using var reader = new StreamReader(answer.Content.ReadAsStream(limit.Token));
                throw new Away($"the handle answered {(int)answer.StatusCode}: {reader.ReadToEnd()}");
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException
            or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            throw new Away($"the handle cannot be reached: {gone.Message}", gone);
        }
    }

    /// <summary>An address may come in base64, as user data often passes it on.</summary>
    private static string Address(string url)
    {
        if (url.Contains("://", StringComparison.Ordinal))
        {
            return url;
        }

        var bytes = new byte[url.Length];
        return Convert.TryFromBase64String(url, bytes, out var read) ? Encoding.UTF8.GetString(bytes, 0, read) : url;
    }

    private string IdOf(SignalOrder order) => order.Id ?? variable("FAULTLINE_INSTANCE") ?? Dns.GetHostName();

    private static string Status(SignalOrder order) => order.IsSuccess ? "SUCCESS" : "FAILURE";

    /// <summary>
    /// Keys that the caller gives, or its own; otherwise the instance speaks for its account, as it does in AWS by its
    /// identity document.
    /// </summary>
    private string? Given(SignalOrder order, string name) => name switch
    {
        "AWS_REGION" => order.Region ?? variable(name),
        "AWS_ACCESS_KEY_ID" => order.AccessKey ?? Own(name) ?? Account(),
        "AWS_SECRET_ACCESS_KEY" => order.SecretKey ?? Own(name) ?? "of-the-instance",
        _ => variable(name),
    };

    private string? Own(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private string? Account()
    {
        if (variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") is not { } service)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(patience, clock);
        try
        {
            using var token = new HttpRequestMessage(HttpMethod.Put, $"{service}/latest/api/token");
            token.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", "60");
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"{service}/latest/dynamic/instance-identity/document");
            request.Headers.Add("X-aws-ec2-metadata-token", Text(token, limit.Token).Trim());
            using var document = JsonDocument.Parse(Text(request, limit.Token));
            return document.RootElement.GetProperty("accountId").GetString();
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException
            or JsonException or KeyNotFoundException)
        {
            throw new Away($"the metadata service does not say whose instance this is: {gone.Message}", gone);
        }
    }

    private static string Text(HttpRequestMessage request, CancellationToken ct)
    {
        using var answer = client.Send(request, ct);
        using var reader = new StreamReader(answer.EnsureSuccessStatusCode().Content.ReadAsStream(ct));
        return reader.ReadToEnd();
    }
}
