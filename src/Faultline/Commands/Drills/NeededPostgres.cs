using System.Diagnostics;
using Faultline.Drills.Plans;
using Faultline.Engines.Postgres;

namespace Faultline.Commands.Drills;

/// <summary>
/// Drills with databases need PostgreSQL. Where it is missing it is installed by the system's own packages, if whoever
/// runs the drill may do that; else the drill does not begin.
/// </summary>
internal sealed record NeededPostgres(Func<bool> IsThere, Func<string, string?> Find, bool MayInstall)
{
    private const string Databases = "AWS::RDS::";

    private static readonly string postgres = $"PostgreSQL of version {InstalledPostgres.MajorMin} or newer";

    private static readonly Installer[] installers =
    [
        new("apt-get", "postgresql",
            [["update", "-q"], ["install", "-qy", "--no-install-recommends", "postgresql"]]),
        new("dnf", "postgresql-server", [["install", "-qy", "postgresql-server"]]),
    ];

    public static NeededPostgres OfThisMachine { get; } =
        new(() => Examination.HasPostgres, Examination.Find, Environment.IsPrivilegedProcess);

    /// <summary>What happens is told to whoever sits there; refused where it cannot be had.</summary>
    public void For(IEnumerable<DrillPlan> plans, TextWriter tell)
    {
        if (plans.SelectMany(plan => plan.Stacks)
            .Any(stack => stack.TemplateBody.Contains(Databases, StringComparison.Ordinal)))
        {
            Have(tell);
        }
    }

    public void Have(TextWriter tell)
    {
        if (IsThere())
        {
            return;
        }

        var installer = installers.FirstOrDefault(each => Find(each.Program) is not null);
        if (installer is null || !MayInstall)
        {
            var by = installer is null ? "" : $" (as root: `{installer.ByHand}`)";
            throw Refuse(
                $"the drill has databases, and no {postgres} is installed: install the package "
                + $"{installer?.Package ?? "postgresql"}{by}, and play it again.");
        }

        tell.WriteLine($"faultline: the drill has databases; PostgreSQL is installed once, by `{installer.ByHand}`.");
        var program = Find(installer.Program)!;
        if (!installer.Steps.All(step => Runs(program, step)))
        {
            throw Refuse($"PostgreSQL could not be installed; `{installer.ByHand}` says why.");
        }

        if (!IsThere())
        {
            throw Refuse(
                $"what `{installer.ByHand}` installs is no {postgres}: "
                + "https://www.postgresql.org/download has packages for this system.");
        }
    }

    private static Refused Refuse(string why) => new(CommandLine.Failed, $"{why} Nothing was started.");

    private static bool Runs(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>A system's own way to packages, and what has to be asked of it.</summary>
    private sealed record Installer(string Program, string Package, IReadOnlyList<string[]> Steps)
    {
        public string ByHand => $"{Program} install {Package}";
    }
}
