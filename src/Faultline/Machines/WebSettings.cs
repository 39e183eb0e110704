using System.Globalization;
using System.Net;

namespace Faultline.Machines;

/// <summary>What the environment of the web program says. All that is wrong with it is found at once.</summary>
internal sealed record WebSettings(
    IPAddress Address, int? Port, string Instance, string Zone, string Version, ICounter Counter, bool LogsRequests)
{
    private const string OnFile = "file:";
    private const string InQueue = "sqs:";

    public static WebSettings Read(Func<string, string?> variable, out List<string> wrong)
    {
        wrong = [];
        var address = IPAddress.Loopback;
        if (Given(variable, "FAULTLINE_ADDRESS") is { } at && !IPAddress.TryParse(at, out address!))
        {
            wrong.Add($"FAULTLINE_ADDRESS is '{at}'; give an IP address.");
        }

        int? port = null;
        if (Given(variable, "PORT") is { } text)
        {
            port = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (port is < 1 or > 65535)
            {
                wrong.Add($"PORT is '{text}'; give a number from 1 to 65535.");
            }
        }

        var log = Given(variable, "FAULTLINE_LOG");
        if (log is not (null or "requests" or "none"))
        {
            wrong.Add($"FAULTLINE_LOG is '{log}'; give 'requests' for a line a request, or 'none'.");
        }

        return new(
            address ?? IPAddress.Loopback,
            port,
            Given(variable, "FAULTLINE_INSTANCE") ?? "",
            Given(variable, "FAULTLINE_ZONE") ?? "",
            Given(variable, "FAULTLINE_VERSION") ?? "1",
            CounterFor(Given(variable, "FAULTLINE_COUNTER") ?? "memory", variable, wrong),
            log == "requests");
    }

    private static ICounter CounterFor(string where, Func<string, string?> variable, List<string> wrong)
    {
        if (where == "memory")
        {
            return new MemoryCounter();
        }

        if (where.StartsWith(OnFile, StringComparison.Ordinal) && Path.IsPathRooted(where[OnFile.Length..]))
        {
            return new FileCounter(where[OnFile.Length..]);
        }

        if (where.StartsWith(InQueue, StringComparison.Ordinal)
            && Uri.TryCreate(where[InQueue.Length..], UriKind.Absolute, out var queue)
            && queue.Scheme is "http" or "https")
        {
            return new QueueCounter(where[InQueue.Length..], variable);
        }

        if (!where.StartsWith("postgres:", StringComparison.Ordinal))
        {
            wrong.Add(
                $"FAULTLINE_COUNTER is '{where}'; give 'memory', 'file:' and a path that begins with a slash, or "
                + "'sqs:' and the URL of a queue.");
        }

        return new MissingCounter(where);
    }

    private static string? Given(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } value ? value : null;
}
