using System.Globalization;

namespace Faultline.Bench;

/// <summary>
/// Whether a layer 7 node keeps anything of what it has carried: its memory after every million of requests, over
/// connections that are kept and now and then made anew.
/// </summary>
internal static class BalancerMemory
{
    private const int Clients = 64;
    private const int Million = 1_000_000;
    private const int RequestsPerConnection = 10_000;

    private static readonly byte[] request =
        [.. "GET /a/path?with=query HTTP/1.1\r\nHost: bench\r\nX-Some: field\r\nCookie: a=b\r\n\r\n"u8];

    public static async Task Run(Arguments arguments)
    {
        var self = Environment.ProcessPath!;
        await using var one = await Served.Start(4751, null, self, "respond", "4751");
        await using var other = await Served.Start(4752, null, self, "respond", "4752");
        await using var node = await Served.Start(4753, null, self, "carry", "4753", "7", "4751", "4752");
        var seen = new List<(double Resident, double Live)> { await Look(node, 0) };
        for (var carried = 0L; carried < arguments.Requests;)
        {
            var more = Math.Min(Million, arguments.Requests - carried);
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(
                client => Ask(node.Port, more / Clients + (client < more % Clients ? 1 : 0))));
            carried += more;
            seen.Add(await Look(node, carried));
        }

        if (seen.Count > 3)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"From the second million to the last: "
                + $"resident {seen[^1].Resident - seen[2].Resident:+0.00;-0.00} MiB, "
                + $"live {seen[^1].Live - seen[2].Live:+0.00;-0.00} MiB"));
        }
    }

    private static async Task Ask(int port, long count)
    {
        for (var i = 0L; i < count;)
        {
            using var line = await Line.Open(port);
            for (var end = Math.Min(count, i + RequestsPerConnection); i < end; i++)
            {
                await line.Must(request);
            }
        }
    }

    private static async Task<(double Resident, double Live)> Look(Served node, long carried)
    {
        var resident = node.ResidentMiB;
        var live = await node.LiveMiB();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{carried,12:N0} requests: resident {resident:0.0} MiB, live {live:0.00} MiB"));
        return (resident, live);
    }
}
