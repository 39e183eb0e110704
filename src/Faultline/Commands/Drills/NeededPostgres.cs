using System.Diagnostics;
using Faultline.Drills.Plans;

namespace Faultline.Commands.Drills;

/// <summary>
/// Drills with databases need PostgreSQL. Where it is missing it is installed by the system's own packages, if whoever
/// runs the drill may do that; else the drill does not begin.
/// </summary>
internal static class NeededPostgres
{
    private const string Databases = "AWS::RDS::";

    public static void For(IReadOnlyList<DrillPlan> plans)
    {
        if (!plans.SelectMany(plan => plan.Stacks)
                .Any(stack => stack.TemplateBody.Contains(Databases, StringComparison.Ordinal))
            || Examination.HasPostgres)
        {
            return;
        }

        if (!Environment.IsPrivilegedProcess || Examination.Find("apt-get") is null)
        {
            throw new Refused(
                CommandLine.Failed,
                "the drill's templates have databases, and PostgreSQL is not installed: install the package postgresql "
                + "(as root: `apt-get install postgresql`), and play it again.");
        }

        Console.Error.WriteLine("faultline: the drill has databases; PostgreSQL is installed with apt-get, once.");
        if (!Runs("apt-get", "update", "-q")
            || !Runs("apt-get", "install", "-qy", "--no-install-recommends", "postgresql") || !Examination.HasPostgres)
        {
            throw new Refused(
                CommandLine.Failed,
                "PostgreSQL could not be installed; `apt-get install postgresql` says why. Nothing was started.");
        }
    }

    private static bool Runs(string program, params string[] arguments)
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
}
