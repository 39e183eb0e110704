using System.Net;
using Faultline.Simulation;

namespace Faultline.Drills.Simulated;

/// <summary>
/// What the programs of instances do with what is written to them: it goes to the region's database, as the shop's
/// orders do. The database knows numbers; what they stand for is remembered here.
/// </summary>
internal sealed class Script(SimulatedCloud cloud)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    private readonly List<(string Page, string Key)> words = [];

    /// <summary>Whether there is a database to write to.</summary>
    public async Task<bool> HasDatabase() => (await cloud.Databases()).Any(each => each.Source is null);

    /// <summary>Something was written to the page, by whomever.</summary>
    public bool HasPage(string page) => words.Exists(each => each.Page == page);

    /// <summary>Commits a key of a page; false where it is not known to be committed.</summary>
    public async Task<bool> Write(string page, string key)
    {
        if (await Place() is not { } at)
        {
            return false;
        }

        words.Add((page, key));
        return await cloud.Postgres.Write(at, words.Count - 1, patience) == ScriptedWrite.Acknowledged;
    }

    /// <summary>The keys of a page, in the order of their commits; null where nobody can tell.</summary>
    public async Task<IReadOnlyList<string>?> Read(string page) =>
        await Place() is { } at && await cloud.Postgres.Read(at, patience) is { } values
            ? [.. values.Where(value => value < words.Count).Select(value => words[(int)value])
                .Where(each => each.Page == page).Select(each => each.Key)]
            : null;

    /// <summary>Where the one that is no read replica is reached.</summary>
    private async Task<IPEndPoint?> Place() =>
        (await cloud.Databases()).FirstOrDefault(each => each.Source is null) is { Port: > 0 } database
            ? new(IPAddress.Parse(database.Address), database.Port)
            : null;
}
