using System.Net;
using System.Net.Sockets;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2;
using Faultline.Services.LoadBalancing;
using Faultline.Services.Sqs;
using Faultline.Store;

namespace Faultline;

/// <summary>
/// All that one server is told, by options and by the environment. Checked whole before anything starts.
/// </summary>
internal sealed record Settings
{
    public const int PortDefault = 4566;

    /// <summary>Where it listens. The first is the one that it names to others.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, PortDefault)];

    public int Port => Listen[0].Port;

    /// <summary>The folder that holds everything the server keeps.</summary>
    public string State { get; init; } = Path.GetFullPath(".faultline");

    public Durability Durability { get; init; } = Durability.Strict;

    public LogLevel Log { get; init; } = LogLevel.Info;

    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>Keys that nobody made stand for the root of an account even off the loopback address.</summary>
    public bool TrustUnknownKeys { get; init; }

    /// <summary>Stacks have placeholders where types of resources are not built yet.</summary>
    public bool AllowsMissingTypes { get; init; }

    /// <summary>The folder with the scripts to be run at boot, start, ready and shutdown.</summary>
    public string Init { get; init; } = "/etc/localstack/init";

    public SqsOptions Sqs { get; init; } = new();

    /// <summary>Where this server looks for programs, and so do instances: they run on the same system.</summary>
    public string ProgramPath { get; init; } = new Ec2Options().Path;

    public Ec2Options Ec2 => new()
    {
        Path = ProgramPath,
        Host = Sqs.Host,
        Endpoint = Endpoint,
        Binary = Environment.ProcessPath ?? "faultline",
    };

    public ElbOptions Elb => new() { Domain = Sqs.Host.Split(':')[0] };

    /// <summary>The world: its regions, and the hosts in their zones.</summary>
    public AtlasOptions Atlas { get; init; } = new();

    /// <summary>How long the steps last that AWS does out of sight.</summary>
    public Timing Timing { get; init; } = Timing.Fast;

    /// <summary>Origins of web pages that may call besides local ones.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Any web page may call.</summary>
    public bool AnyOrigin { get; init; }

    /// <summary>Every address that it listens on is one of this machine alone.</summary>
    public bool Loopback => Listen.All(at => IPAddress.IsLoopback(at.Address));

    /// <summary>
    /// Unknown keys are taken for an account's root: always on the loopback address, elsewhere only when told so.
    /// </summary>
    public bool UnknownKeysAreRoot => Loopback || TrustUnknownKeys;

    /// <summary>The address by which this machine's own programs reach the server.</summary>
    public string Endpoint => $"http://{LocalHost}:{Port}";

    private string LocalHost
    {
        get
        {
            var first = Listen[0].Address;
            if (first.Equals(IPAddress.Any) || first.Equals(IPAddress.IPv6Any) || first.Equals(IPAddress.Loopback))
            {
                return "localhost";
            }

            return first.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{first}]" : first.ToString();
        }
    }
}
