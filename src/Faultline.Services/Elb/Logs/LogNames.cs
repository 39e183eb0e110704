using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Faultline.Services.Elb.Logs;

/// <summary>What the lines of a balancer's logs call things, as of one config.</summary>
internal sealed record LogNames(string Balancer, string Dns, string Account, string Region)
{
    /// <summary>The priorities of rules, by their ARNs.</summary>
    public required ImmutableDictionary<string, string> Rules { get; init; }

    /// <summary>The ARNs of certificates, by their thumbprints.</summary>
    public required ImmutableDictionary<string, string> Certificates { get; init; }

    /// <summary>The addresses of targets, by what the engine calls them.</summary>
    public required ImmutableDictionary<string, string> Targets { get; init; }

    /// <summary>The ids of listeners, by their ports.</summary>
    public required ImmutableDictionary<int, string> Listeners { get; init; }

    /// <summary>The path of a file.</summary>
    /// <param name="first">What the name begins with.</param>
    /// <param name="node">Network load balancers do not say whose file it is.</param>
    public string File(LogPlace place, string first, DateTimeOffset end, IPAddress? node, string chance)
    {
        var hour = end.UtcDateTime.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);
        var of = $"{Account}_elasticloadbalancing_{Region}_{Balancer.Replace('/', '.')}";
        var by = node is null ? chance : $"{node}_{chance}";
        return $"{place.Folder(Account, Region, end)}/{first}{of}_{hour}_{by}.log.gz";
    }
}
