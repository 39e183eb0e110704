using System.Net;
using System.Net.Sockets;
using Faultline.Services.Ec2;
using Faultline.Services.Sqs;
using Faultline.Store;

namespace Faultline.Commands;

/// <summary>
/// Puts the settings together: what the command line says goes before what the environment says, under LocalStack's
/// names; whatever is wrong is said all at once.
/// </summary>
internal sealed class UpSettings(Func<string, string?> environment)
{
    private readonly List<string> errors = [];

    public IReadOnlyList<string> Errors => errors;

    public Settings Of(UpOptions options)
    {
        var port = options.Port is { } text ? Choices.PortOf(text, 0, errors) : null;
        var settings = new Settings
        {
            Listen = Listen(port, options.Bind),
            State = State(options.State),
            Durability = Durable(options.Durability),
            Log = Level(options.Log),
            LogFormat = OneOf("--log-format", options.LogFormat, LogFormat.Text),
            TrustUnknownKeys = options.TrustUnknownKeys,
            AllowsMissingTypes = options.AllowsMissingTypes,
            Init = options.Init is { } init ? Folder(init) : "/etc/localstack/init",
            ProgramPath = environment("PATH") is { Length: > 0 } path ? path : new Ec2Options().Path,
            Origins = List(environment("EXTRA_CORS_ALLOWED_ORIGINS") ?? ""),
            AnyOrigin = Flag("DISABLE_CORS_CHECKS"),
            Atlas = new WorldSettings(errors).Of(options),
            Timing = new TimingSettings(errors).Of(options.Timing),
        };
        var form = OneOf("SQS_ENDPOINT_STRATEGY", environment("SQS_ENDPOINT_STRATEGY"), QueueUrlForm.Dynamic);

        // A port is looked for only where all else is in order.
        var listen = errors.Count == 0 ? PortHolder.WithFreePort(settings.Listen) : settings.Listen;
        return settings with { Listen = listen, Sqs = new() { UrlForm = form, Host = PublicHost(listen[0].Port) } };
    }

    private string State(string? named)
    {
        if (named is not { Length: 0 })
        {
            return Choices.Folder(named);
        }

        errors.Add(Choices.NoFolder("--state"));
        return Choices.Folder(null);
    }

    /// <summary>LOCALSTACK_HOST may leave its port out.</summary>
    private string PublicHost(int port)
    {
        var host = environment("LOCALSTACK_HOST") is { Length: > 0 } named ? named : "localhost.localstack.cloud";
        return host.Contains(':', StringComparison.Ordinal) ? host : $"{host}:{port}";
    }

    private static IPAddress[] BothLoopbacks() =>
        Socket.OSSupportsIPv6 && File.Exists("/proc/net/if_inet6")
        && File.ReadAllText("/proc/net/if_inet6").Length > 0
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : [IPAddress.Loopback];

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private bool Flag(string name) => environment(name) is "1" or "true" or "True" or "TRUE";

    /// <summary>PERSISTENCE=0 is LocalStack's way to say that nothing is to be kept; without it, we keep.</summary>
    private Durability Durable(string? chosen)
    {
        if (chosen is not null)
        {
            return OneOf("--durability", chosen, Durability.Strict);
        }

        return environment("PERSISTENCE") is "0" or "false" or "False" ? Durability.None : Durability.Strict;
    }

    private LogLevel Level(string? chosen)
    {
        if (chosen is not null)
        {
            return OneOf("--log", chosen, LogLevel.Info);
        }

        if (Flag("DEBUG"))
        {
            return LogLevel.Debug;
        }

        return environment("LS_LOG") switch
        {
            "trace" or "trace-internal" or "debug" => LogLevel.Debug,
            "warn" or "warning" => LogLevel.Warn,
            "error" => LogLevel.Error,
            _ => LogLevel.Info,
        };
    }

    private T OneOf<T>(string name, string? chosen, T unless) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(chosen))
        {
            return unless;
        }

        // A number would be parsed too, and means nothing to anyone.
        var known = Enum.GetNames<T>();
        if (known.Contains(chosen, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<T>(chosen, ignoreCase: true);
        }

        errors.Add($"{name} is one of {string.Join(", ", known).ToLowerInvariant()}; not '{chosen}'.");
        return unless;
    }

    private string Folder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return Path.GetFullPath(folder);
        }

        errors.Add($"--init: there is no folder '{folder}'.");
        return folder;
    }

    private List<IPEndPoint> Listen(int? port, IReadOnlyList<string> bind)
    {
        var listen = new List<IPEndPoint>();
        if (bind.Count == 0 && environment("GATEWAY_LISTEN") is { Length: > 0 } gateway)
        {
            foreach (var each in List(gateway))
            {
                Add(listen, "GATEWAY_LISTEN", each, port);
            }
        }

        foreach (var each in bind)
        {
            if (Add(listen, "--bind", each, port) is > 0 and var own && port is { } said && own != said)
            {
                errors.Add($"--bind {each} names another port than --port {said}; leave one of them out.");
            }
        }

        if (listen.Count == 0)
        {
            listen.AddRange(BothLoopbacks().Select(address => new IPEndPoint(address, port ?? Settings.PortDefault)));
        }

        return Needed(listen);
    }

    /// <summary>
    /// Each once, as in LocalStack: who listens at every address listens at each, and at every one of IPv6 at those of
    /// IPv4 too.
    /// </summary>
    private static List<IPEndPoint> Needed(List<IPEndPoint> listen) =>
        [.. listen.Distinct().Where(at => !listen.Any(other => other.Port == at.Port && Covers(other, at)))];

    private static bool Covers(IPEndPoint all, IPEndPoint one) => !all.Address.Equals(one.Address)
        && (all.Address.Equals(IPAddress.IPv6Any)
            || (all.Address.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork));

    /// <summary>
    /// An address, with a port or without; that of <c>--port</c> goes before it. Gives the port that stands with it, or
    /// 0.
    /// </summary>
    private int Add(List<IPEndPoint> listen, string name, string text, int? port)
    {
        var plain = text.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        if (IPEndPoint.TryParse(plain, out var at))
        {
            listen.Add(new(at.Address, port ?? (at.Port == 0 ? Settings.PortDefault : at.Port)));
        }
        else
        {
            errors.Add($"{name}: '{text}' is no IP address of this machine, such as 127.0.0.1 or 0.0.0.0:4566.");
        }

        return at?.Port ?? 0;
    }
}

/// <summary>What the command line said; null where it said nothing.</summary>
internal sealed record UpOptions
{
    public string? Port { get; init; }

    public IReadOnlyList<string> Bind { get; init; } = [];

    public string? State { get; init; }

    public string? Durability { get; init; }

    public string? Log { get; init; }

    public string? LogFormat { get; init; }

    public bool TrustUnknownKeys { get; init; }

    public bool AllowsMissingTypes { get; init; }

    public string? Init { get; init; }

    public IReadOnlyList<string> Regions { get; init; } = [];

    public int? Hosts { get; init; }

    public string? Capacity { get; init; }

    public string? World { get; init; }

    public IReadOnlyList<string> Timing { get; init; } = [];
}
