using System.Globalization;
using Faultline.Engines.Processes;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// The process trees of an instance: the one of the boot that is to run, and what is left of earlier ones. Each is
/// called after the instance and the number of the boot.
/// </summary>
internal readonly record struct MachineTrees(ProcessTree? Current, IReadOnlyList<ProcessTree> Stale)
{
    public bool IsEmpty => Current is null && Stale.Count == 0;

    public bool StaleAlive => Stale.Any(IsAlive);

    public bool AnyAlive => StaleAlive || (Current is not null && IsAlive(Current));

    public IEnumerable<ProcessTree> All => Current is null ? Stale : [Current, .. Stale];

    /// <summary>All trees that there are, by the instance that they are of.</summary>
    public static ILookup<string, ProcessTree> ByMachine(IProcesses processes) =>
        processes.All.ToLookup(tree => tree.Key.Split('.')[0], StringComparer.Ordinal);

    public static MachineTrees Of(Machine machine, IEnumerable<ProcessTree> trees)
    {
        var key = KeyOf(machine);
        var all = trees.ToLookup(tree => tree.Key == key);
        return new(all[true].FirstOrDefault(), [.. all[false]]);
    }

    public static string KeyOf(Machine machine) =>
        string.Create(CultureInfo.InvariantCulture, $"{machine.Id}.{machine.Boots}");

    private static bool IsAlive(ProcessTree tree) => tree.State != TreeState.Ended;
}
