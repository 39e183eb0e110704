using System.Globalization;
using Faultline.Api.ClassicElb;
using Faultline.Engines.Balancer.Config;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ClassicElb;

/// <summary>How instances are checked ("Health checks for the instances" in the user guide). Pure.</summary>
internal static class HealthChecks
{
    private const int PathMax = 1024;

    /// <summary>What a balancer has that was told nothing: it connects to where its first listener sends.</summary>
    public static HealthCheck Unasked(Listener first) => new()
    {
        Target = $"{Protocols.Tcp}:{first.InstancePort}",
        Interval = 30,
        Timeout = 5,
        UnhealthyThreshold = 2,
        HealthyThreshold = 10,
    };

    public static HealthCheck Check(HealthCheck asked)
    {
        var (protocol, port, path) = Parse(asked.Target);
        if (asked.Timeout >= asked.Interval)
        {
            throw Refusal.Invalid("HealthCheck Timeout must be less than HealthCheck Interval");
        }

        return asked.With(check => check.Target = $"{protocol}:{port}{path}");
    }

    public static int PortOf(HealthCheck check) => Parse(check.Target).Port;

    /// <summary>A check as the engine makes it.</summary>
    public static CheckConfig Config(HealthCheck check)
    {
        var (protocol, _, path) = Parse(check.Target);
        return new()
        {
            Protocol = protocol switch
            {
                Protocols.Http => CheckProtocol.Http,
                Protocols.Https => CheckProtocol.Https,
                Protocols.Ssl => CheckProtocol.Tls,
                _ => CheckProtocol.Tcp,
            },
            Path = path ?? "/",
            Interval = TimeSpan.FromSeconds(check.Interval!.Value),
            Timeout = TimeSpan.FromSeconds(check.Timeout!.Value),
            UnhealthyAfter = check.UnhealthyThreshold!.Value,
            HealthyAfter = check.HealthyThreshold!.Value,
            NewHealthyAfter = check.HealthyThreshold!.Value,
        };
    }

    /// <summary>A target: <c>TCP:port</c>, <c>SSL:port</c>, <c>HTTP:port/path</c> or <c>HTTPS:port/path</c>.</summary>
    private static (string Protocol, int Port, string? Path) Parse(string target)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        var protocol = (colon < 0 ? target : target[..colon]).ToUpperInvariant();
        if (!Protocols.IsKnown(protocol))
        {
            throw Refusal.Invalid("HealthCheck Target must begin with one of HTTP, HTTPS, TCP, SSL");
        }

        var rest = colon < 0 ? "" : target[(colon + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var isHttp = Protocols.IsHttp(protocol);
        if (isHttp != slash >= 0 || !TryPort(slash < 0 ? rest : rest[..slash], out var port))
        {
            throw Refusal.Invalid(isHttp
                ? $"HealthCheck {protocol} Target must specify a port followed by a path that begins with a slash. "
                    + $"e.g. {protocol}:80/ping/this/path"
                : $"HealthCheck {protocol} Target must specify a port only. e.g. {protocol}:443");
        }

        var path = isHttp ? rest[slash..] : null;
        return path is null || (path.Length <= PathMax && path.All(letter => letter is > ' ' and < '\x7f'))
            ? (protocol, port, path)
            : throw Refusal.Invalid($"HealthCheck path must be of 1 to {PathMax} ASCII characters without blanks");
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
