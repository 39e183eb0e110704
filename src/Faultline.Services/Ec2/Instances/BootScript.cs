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

    /// <summary>What bash reads before every script, named by <c>BASH_ENV</c>.</summary>
    public const string BashStart = "bash-start";

    public const string Volumes = "volumes";
    public const string Console = "console";
    private const string UserData = "user-data";

    /// <summary>What an instance may not do to the machine, and says so.</summary>
    private static readonly string[] refused =
    [
        "apt", "apt-get", "dnf", "yum", "zypper", "apk", "snap", "systemctl", "service", "amazon-linux-extras", "mount",
        "umount", "useradd", "usermod", "iptables", "sysctl", "hostnamectl",
    ];

    /// <summary>Those that bring CloudFormation's commands to a machine of AWS's.</summary>
    private static readonly string[] installing = ["dnf", "yum"];

    /// <summary>What of CloudFormation's commands would change the machine, or follows what does.</summary>
    private static readonly string[] configuring = ["cfn-init", "cfn-hup"];

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
    public static IEnumerable<FolderFile> CommandFiles(string binary) =>
    [
        Script("shutdown", ToInit("USR1")),
        Script("poweroff", ToInit("USR1")),
        Script("halt", ToInit("USR1")),
        Script("reboot", ToInit("USR2")),
        Script("cfn-signal", $"#!/bin/sh\nexec '{binary}' machine-signal \"$@\"\n"),
        .. refused.Select(name => Script(name, Refusal(name))),
        .. configuring.Select(name => Script(name, Configuration(name))),
        Script(BashStart, string.Concat(
            configuring.Append("cfn-signal").Select(name =>
                $"function /opt/aws/bin/{name} {{ command {name} \"$@\"; }}\n"))),
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
        + (installing.Contains(name) ? HasAlready : "")
        + $"echo \"[faultline] {name} is not run: instances share this machine's system, and none may change it. "
        + "Install what it needs on the machine itself.\" >&2\nexit 1\n";

    /// <summary>Whoever wants nothing else has what it needs.</summary>
    private const string HasAlready =
        """
        wanted=
        for word; do case $word in -*|install|update|upgrade) ;; *) wanted="$wanted$word" ;; esac; done
        if [ "$wanted" = aws-cfn-bootstrap ]; then
          echo "[faultline] cfn-signal is there without aws-cfn-bootstrap."
          exit 0
        fi

        """;

    private static string Configuration(string name) =>
        "#!/bin/sh\n"
        + $"echo \"[faultline] {name} is not run: what it installs and starts would be this machine's. "
        + "Do what the instance needs in its user data.\" >&2\nexit 1\n";

    private static FolderFile Script(string name, string text) =>
        new(name, Encoding.UTF8.GetBytes(text), Executable: true);
}
