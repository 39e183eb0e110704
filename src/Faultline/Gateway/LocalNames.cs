using System.Net;

namespace Faultline.Gateway;

/// <summary>
/// The names of this machine, and those that nobody else can point at it. Any other may belong to a web site that
/// resolves its own name to 127.0.0.1, so that a browser takes this server for a part of the site.
/// </summary>
internal static class LocalNames
{
    private static readonly string[] Ours = ["localhost", "localhost.localstack.cloud"];

    /// <summary>AWS's own domains, and those that public DNS never has.</summary>
    private static readonly string[] NobodyElses =
    [
        "amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws", "cloudfront.net",
        "test", "example", "invalid", "local", "internal",
    ];

    /// <summary>The page that bears this name was served by this machine.</summary>
    public static bool IsOurs(string name) =>
        IPAddress.TryParse(name, out var address) ? IPAddress.IsLoopback(address) : IsBelow(Ours, name);

    /// <summary>A request to this name was meant for this server, whatever web page sent it.</summary>
    public static bool IsSafeHost(string host)
    {
        var name = WithoutPort(host);
        return !name.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(name, out _)
            || IsBelow(Ours, name)
            || IsBelow(NobodyElses, name);
    }

    public static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        var name = colon < 0 || host.EndsWith(']') ? host : host[..colon];
        return name.EndsWith('.') ? name[..^1] : name;
    }

    private static bool IsBelow(string[] domains, string name)
    {
        foreach (var domain in domains)
        {
            if (name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
                && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.'))
            {
                return true;
            }
        }

        return false;
    }
}
