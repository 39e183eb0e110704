using System.Diagnostics;
using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Servers;
using Faultline.Engines.Processes;

namespace Faultline.Bench;

/// <summary>
/// Databases on real PostgreSQL: how long until one answers, until a pair is in sync, and until a client can write
/// again after its writer was killed; and what ten of them hold.
/// </summary>
internal static class DatabaseTimes
{
    private const int FailoversInRound = 10;
    private const int Many = 10;

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        await using var databases = await Databases.Open();
        await Once(databases, new(), "warm");
        for (var round = 0; round < arguments.Rounds; round++)
        {
            await Once(databases, sheet, $"one{round}");
        }

        var gaps = new List<double>();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            var name = $"pair{round}";
            var began = Stopwatch.GetTimestamp();
            var config = await databases.Make(name, 2);
            Add(sheet, "two members to in sync, ms", began);
            await FailOver(databases, name, config.Endpoint!.Listen, gaps);
            foreach (var parts in databases.Clusters.Find(name)!.Events.Select(each => each.Parts).OfType<
                Engines.Postgres.Clusters.FailoverParts>())
            {
                sheet.Add("failover: detect, ms", parts.Detect.TotalMilliseconds);
                sheet.Add("failover: fence, ms", parts.Fence.TotalMilliseconds);
                sheet.Add("failover: promote, ms", parts.Promote.TotalMilliseconds);
                sheet.Add("failover: repoint, ms", parts.Repoint.TotalMilliseconds);
            }

            await databases.Clusters.Remove(name, default);
        }

        gaps.ForEach(gap => sheet.Add("kill -9 to the first write, ms", gap));
        sheet.Add("kill -9 to the first write, worst, ms", gaps.Max());
        await Hold(databases, sheet);
        sheet.Print(arguments.Json, _ => null);
    }

    private static async Task Once(Databases databases, Sheet sheet, string key)
    {
        var (began, at) = (Stopwatch.GetTimestamp(), Databases.Place());
        var major = databases.Servers.Versions[0].Major;
        await databases.Servers.Create(key, new(major, Databases.Admin, Databases.Password), default);
        await databases.Servers.Start(key, new ServerSettings(at), default);
        await using (var session = await Session.Open(at, Databases.Admin, Databases.Password, default))
        {
            await session.Ask("select 1", default);
        }

        Add(sheet, "create to first query, ms", began);
        await databases.Servers.Delete(key, default);
    }

    private static async Task FailOver(Databases databases, string name, IPEndPoint door, List<double> gaps)
    {
        await Write(door, "create table public.t (n int)");
        for (var time = 0; time < FailoversInRound; time++)
        {
            await Write(door, "insert into public.t values (1)");
            var writer = databases.Clusters.Find(name)!.Writer!;
            Posix.SignalById(databases.Servers.Find(writer)!.Pid!.Value, Posix.SigKill);
            var killed = Stopwatch.GetTimestamp();
            await Databases.Until(() => databases.Servers.Find(writer)!.Pid is null);
            await Write(door, "insert into public.t values (2)");
            gaps.Add(Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
            await databases.UntilReady(name);
        }
    }

    /// <summary>Until it succeeds, each time by a new connection; a statement that is refused never will.</summary>
    private static async Task Write(IPEndPoint door, string statement)
    {
        while (true)
        {
            try
            {
                await using var session = await Session.Open(door, Databases.Admin, Databases.Password, default);
                await session.Ask(statement, default);
                return;
            }
            catch (SessionFailed why) when (why.State?.StartsWith("42", StringComparison.Ordinal) is not true)
            {
                await Task.Delay(1);
            }
        }
    }

    private static async Task Hold(Databases databases, Sheet sheet)
    {
        for (var i = 0; i < Many; i++)
        {
            await databases.Make($"many{i}", 1);
        }

        await Task.Delay(TimeSpan.FromSeconds(3)); // Idle: whatever start-up still does is over.
        var bytes = databases.Trees.All.Sum(tree => tree.Usage.MemoryBytes);
        sheet.Add($"memory of {Many} databases, MiB", bytes / 1048576.0);
    }

    private static void Add(Sheet sheet, string name, long began) =>
        sheet.Add(name, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
}
