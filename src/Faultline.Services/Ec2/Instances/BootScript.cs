using System.Globalization;
using System.Text;
using Faultline.Engines.Folders;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// The files that an instance is started from: its first process, a shell script, and the commands that would reach
/// past the instance to the machine that it shares with others. Pure.
/// </summary>
internal static class BootScript
{
    /// <summary>With what the first process exits when somebody in the instance asks for a reboot.</summary>
    public const int RebootCode = 64;

    public const string Init = "init";

    /// <summary>The first process, by the name under which those after it find it.</summary>
    public const string InitVariable = "FAULTLINE_INIT";

    /// <summary>The folder with the commands of all instances.</summary>
    public const string Commands = "commands";
    public const string Volumes = "volumes";
    public const string Console = "console";
    private const string UserData = "user-data";

    /// <summary>What an instance may not do to the machine, and says so.</summary>
    private static readonly string[] refused =
    [
        "apt", "apt-get", "dnf", "yum", "zypper", "apk", "snap", "systemctl", "service", "amazon-linux-extras", "mount",
        "umount", "useradd", "usermod", "iptables", "sysctl", "hostnamectl",
    ];

    /// <summary>The files of one boot. User data runs in the first boot only.</summary>
    public static IEnumerable<FolderFile> Files(Machine machine, string? program)
    {
        var first = machine.Boots == 1 && machine.UserData is not null;
        yield return Script(Init, First(machine, program, first));
        if (first)
        {
            yield return Script(UserData, Instances.UserData.Read(machine.UserData!).Script);
        }

    }

    /// <summary>The commands that every instance finds before those of the machine.</summary>
    public static IEnumerable<FolderFile> CommandFiles() =>
    [
        Script("shutdown", ToInit("USR1")),
        Script("poweroff", ToInit("USR1")),
        Script("halt", ToInit("USR1")),
        Script("reboot", ToInit("USR2")),
        .. refused.Select(name => Script(name, Refusal(name))),
    ];

    /// <summary>
    /// Starts the program of the image and the user data, and stays until it is told to end. The program's death is
    /// not the instance's, as in AWS.
    /// </summary>
    private static string First(Machine machine, string? program, bool first)
    {
        var script = new StringBuilder("#!/bin/sh\n");
        script.Append("export " + InitVariable + "=$$\n");
        script.Append("trap 'trap : TERM; wait; exit 0' TERM\n");
        script.Append("trap 'exit 0' USR1\n");
        script.Append(CultureInfo.InvariantCulture, $"trap 'exit {RebootCode}' USR2\n");
        script.Append(CultureInfo.InvariantCulture, $"echo \"[faultline] {machine.Id}: boot {machine.Boots}\"\n");
        if (program is not null)
        {
            script.Append(program).Append(" &\n");
        }

        if (first)
        {
            script.Append(
                "( \"$FAULTLINE_MACHINE/" + UserData + "\"; echo \"[faultline] user data ended with $?\" ) &\n");
        }

        return script.Append("while :; do wait; sleep 86400 & wait $!; done\n").ToString();
    }

    private static string ToInit(string signal) => $"#!/bin/sh\nkill -{signal} \"${InitVariable}\"\n";

    private static string Refusal(string name) =>
        "#!/bin/sh\n"
        + $"echo \"[faultline] {name} is not run: instances share this machine's system, and none may change it. "
        + "Install what it needs on the machine itself.\" >&2\nexit 1\n";

    private static FolderFile Script(string name, string text) =>
        new(name, Encoding.UTF8.GetBytes(text), Executable: true);
}
