using System.Text.Json;
using Faultline.Drills.Running;
using Faultline.Drills.Sites;
using Faultline.Kernel;

namespace Faultline.Commands.Drills;

/// <summary>
/// Clears what drills left in a server that died before they could: faults, experiments, stacks. A drill's faults are
/// known by their door, even one that it could not write down any more.
/// </summary>
internal static class Remains
{
    /// <summary>The same for a server that starts, which says so in its log, and lives on whatever happens.</summary>
    public static async Task Clear(string state, string endpoint, Log log, CancellationToken ct)
    {
        try
        {
            if (JournalFile.Find(state).Count > 0)
            {
                await Clear(state, endpoint, line => log.Info(line), ct);
            }
        }
        catch (Exception failed) when (failed is Refused or IOException or UnauthorizedAccessException
            or OperationCanceledException)
        {
            log.Warn("What a dead drill left could not be cleared.", ("why", failed.Message));
        }
    }

    /// <param name="says">Hears what is done, a line each.</param>
    public static async Task Clear(string state, string endpoint, Action<string> says, CancellationToken ct)
    {
        var journals = JournalFile.Find(state);
        foreach (var dead in journals.Where(journal => !journal.Runs))
        {
            says($"a drill ({dead.Drill}) died and left {string.Join(", ", dead.Made
                .Select(entry => $"the {entry.Kind.ToString().ToLowerInvariant()} {entry.Id}"))}: they are removed.");
            var node = new Node("drill", Edge.Clock, Dice.Unforeseen());
            await using var site = new LiveSite(endpoint, dead.Account, node);
            foreach (var left in await Leftovers.Clear(site, dead.Made, ct))
            {
                says($"left behind: {left}");
            }

            File.Delete(dead.Path);
        }

        if (journals.All(journal => !journal.Runs))
        {
            await EndFaults(endpoint, says, ct);
        }
    }

    private static async Task EndFaults(string endpoint, Action<string> says, CancellationToken ct)
    {
        const string Path = "/_faultline/faults";
        using var door = new Door(endpoint);
        foreach (var fault in (await door.Get(Path, ct)).GetProperty("faults").EnumerateArray().Where(IsOurs))
        {
            await door.Delete($"{Path}/{fault.GetProperty("id").GetString()}", ct);
            says($"a drill died and left the fault {fault.GetProperty("id").GetString()} "
                + $"({fault.GetProperty("says").GetString()}): it is over.");
        }
    }

    private static bool IsOurs(JsonElement fault) => fault.GetProperty("door").GetString() == Leftovers.Door;
}
