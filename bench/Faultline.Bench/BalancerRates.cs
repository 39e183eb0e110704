using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Faultline.Bench;

/// <summary>
/// Our balancer beside HAProxy before the same two targets, driven by wrk: requests a second and the 99th percentile,
/// layer 7 and layer 4, a round of one and a round of the other.
/// </summary>
internal static partial class BalancerRates
{
    private const int IdleConnections = 10_000;

    private static readonly int[] Targets = [4741, 4742];

    public static async Task Run(Arguments arguments)
    {
        if (Find("wrk") is not { } wrk)
        {
            Console.Error.WriteLine("wrk is not installed here; without it nothing is measured.");
            return;
        }

        var self = Environment.ProcessPath!;
        await using var one = await Served.Start(Targets[0], null, self, "respond", $"{Targets[0]}");
        await using var other = await Served.Start(Targets[1], null, self, "respond", $"{Targets[1]}");
        await using var ours7 = await Served.Start(4743, null, self, "carry", "4743", "7", "4741", "4742");
        await using var ours4 = await Served.Start(4744, null, self, "carry", "4744", "4", "4741", "4742");
        var peer = await Peer();
        var sheet = new Sheet();
        try
        {
            (string Name, int Port, bool IsThere)[] all =
            [
                ("layer 7, faultline", 4743, true), ("layer 7, haproxy", 4745, peer is not null),
                ("layer 4, faultline", 4744, true), ("layer 4, haproxy", 4746, peer is not null),
            ];
            foreach (var each in all.Where(each => each.IsThere))
            {
                Drive(wrk, each.Port, 64, TimeSpan.FromSeconds(6));
            }

            for (var round = 0; round < arguments.Rounds; round++)
            {
                Console.Error.WriteLine($"round {round + 1} of {arguments.Rounds}");
                foreach (var clients in (int[])[64, 256])
                {
                    foreach (var (name, port, _) in all.Where(each => each.IsThere))
                    {
                        var (rate, p99) = Drive(wrk, port, clients, arguments.Time);
                        sheet.Add($"{name}, {clients} clients", rate);
                        sheet.Add($"{name}, {clients} clients, 99th us", p99);
                    }
                }
            }

            sheet.Add("layer 7, faultline, resident MiB", ours7.ResidentMiB);
            await Idle(sheet, self, 4747);
            sheet.Print(arguments.Json, name => peer is not null && name.Contains("faultline", StringComparison.Ordinal)
                && name.Contains("clients", StringComparison.Ordinal)
                    ? name.Replace("faultline", "haproxy", StringComparison.Ordinal)
                    : null);
        }
        finally
        {
            if (peer is not null)
            {
                await peer.DisposeAsync();
            }
        }
    }

    /// <summary>What connections cost that have each had an answer, and wait.</summary>
    private static async Task Idle(Sheet sheet, string self, int port)
    {
        await using var idle = await Served.Start(port, null, self, "carry", $"{port}", "7", "4741", "4742");
        sheet.Add("no connection, resident MiB", idle.ResidentMiB);
        var get = System.Text.Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: bench\r\n\r\n");
        var lines = new List<Line>();
        for (var i = 0; i < IdleConnections; i++)
        {
            lines.Add(await Line.Open(port));
            await lines[^1].Must(get);
        }

        sheet.Add($"{IdleConnections:N0} idle connections, resident MiB", idle.ResidentMiB);
        lines.ForEach(line => line.Dispose());
    }

    private static async Task<Served?> Peer()
    {
        if (Find("haproxy") is not { } haproxy)
        {
            Console.Error.WriteLine("haproxy is not installed here and is left out.");
            return null;
        }

        var file = Path.Combine(Path.GetTempPath(), "faultline-bench-haproxy.cfg");
        var servers = string.Concat(Targets.Select(target => $"  server t{target} 127.0.0.1:{target}\n"));
        await File.WriteAllTextAsync(file, $"""
            global
              nbthread {Environment.ProcessorCount}
              maxconn 4000
            defaults
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            frontend http7
              mode http
              bind 127.0.0.1:4745
              option forwardfor
              http-request set-header X-Forwarded-Proto http
              http-request set-header X-Forwarded-Port 4745
              unique-id-format %[uuid()]
              unique-id-header X-Amzn-Trace-Id
              default_backend b7
            backend b7
              mode http
              balance roundrobin
              http-reuse always
            {servers}
            frontend tcp4
              mode tcp
              bind 127.0.0.1:4746
              default_backend b4
            backend b4
              mode tcp
              balance roundrobin
            {servers}

            """);
        return await Served.Start(4745, null, haproxy, "-db", "-f", file);
    }

    private static (double Rate, double P99) Drive(string wrk, int port, int clients, TimeSpan time)
    {
        var start = new ProcessStartInfo(
            wrk, ["-t1", $"-c{clients}", $"-d{time.TotalSeconds:0}s", "--latency", $"http://127.0.0.1:{port}/"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (output.Contains("Non-2xx", StringComparison.Ordinal)
            || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"wrk met errors: {output}");
        }

        var p99 = P99().Match(output);
        var unit = p99.Groups[2].Value switch { "us" => 1, "ms" => 1_000, _ => 1_000_000 };
        return (Number(Rate().Match(output).Groups[1].Value), Number(p99.Groups[1].Value) * unit);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string? Find(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/usr/sbin")
        .Select(path => Path.Combine(path, command))
        .FirstOrDefault(File.Exists);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();
}
