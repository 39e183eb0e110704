using System.Text;
using Faultline.Engines.Folders;
using Faultline.Engines.Processes;
using Faultline.Services.Ec2.Instances;
using Faultline.Tests.Engines.Processes;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>The first process of an instance, and the commands in it, under a real shell.</summary>
public sealed class BootScriptTests
{
    private const string Key = "i-1.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task User_data_runs_in_the_first_boot_only()
    {
        var first = Machine() with { UserData = Base64("#!/bin/sh\necho once\n") };
        Assert.Equal(["init", "user-data"], BootScript.Files(first, null).Select(file => file.Name));
        Assert.Equal(["init"], BootScript.Files(first with { Boots = 2 }, null).Select(file => file.Name));
        Assert.Equal(["init"], BootScript.Files(Machine(), null).Select(file => file.Name));
        await using var grove = new Grove();
        await Boot(grove, first);
        await Grove.Until(() => grove.Output(Key).Contains("ended", StringComparison.Ordinal));
        Assert.Equal("[faultline] i-1: boot 1\nonce\n[faultline] user data ended with 0\n", grove.Output(Key));
        Assert.Equal(TreeState.Running, grove[Key].State);
    }

    [Fact]
    public async Task The_death_of_the_program_or_of_user_data_is_not_the_instance_s()
    {
        await using var grove = new Grove();
        await Boot(grove, Machine() with { UserData = Base64("#!/bin/sh\nexit 9\n") }, "sh -c 'echo program; exit 7'");
        await Grove.Until(() => grove.Output(Key).Contains("ended with 9", StringComparison.Ordinal)
            && grove.Output(Key).Contains("program", StringComparison.Ordinal));
        await grove.Until(Key, tree => tree.Usage.Processes <= 2);
        Assert.Equal(TreeState.Running, grove[Key].State);
    }

    [Fact]
    public async Task Term_ends_it_with_0_once_its_programs_have_ended_in_order()
    {
        await using var grove = new Grove();
        await Boot(
            grove, Machine(), "sh -c 'trap \"echo bye; exit 0\" TERM; touch begun; while :; do sleep 0.01; done'");
        await Grove.Until(() => File.Exists(grove.At("begun")));
        await grove.Trees.Stop(Key, Patience, default);
        Assert.Equal("stopped: exited with 0", grove[Key].Ending);
        Assert.EndsWith("bye\n", grove.Output(Key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shutdown -h now", 0)]
    [InlineData("poweroff", 0)]
    [InlineData("halt", 0)]
    [InlineData("reboot", BootScript.RebootCode)]
    [InlineData("kill -USR1 $FAULTLINE_INIT", 0)]
    [InlineData("kill -USR2 $FAULTLINE_INIT", 64)]
    public async Task Whoever_asks_in_the_instance_ends_it_or_boots_it_anew(string command, int code)
    {
        await using var grove = new Grove();
        await Boot(grove, Machine() with { UserData = Base64($"#!/bin/sh\n{command}\nsleep 1000\n") });
        await grove.UntilEnded(Key);
        Assert.Equal(code, grove[Key].ExitCode);
    }

    [Fact]
    public async Task What_would_change_the_machine_is_refused_with_a_sentence()
    {
        await using var grove = new Grove();
        await Boot(grove, Machine() with { UserData = Base64("#!/bin/sh\nyum install -y nginx || echo no $?\n") });
        await Grove.Until(() => grove.Output(Key).Contains("user data ended", StringComparison.Ordinal));
        Assert.Contains("[faultline] yum is not run: instances share this machine's system", grove.Output(Key),
            StringComparison.Ordinal);
        Assert.Contains("no 1\n", grove.Output(Key), StringComparison.Ordinal);
        string[] expected = ["apt-get", "dnf", "mount", "systemctl", "useradd", "iptables", "reboot", "shutdown"];
        Assert.Empty(expected.Except(BootScript.CommandFiles("/bin/echo").Select(file => file.Name)));
        Assert.All(BootScript.CommandFiles("/bin/echo"), file => Assert.True(file.Executable, file.Name));
    }

    [Fact]
    public async Task CloudFormation_is_signalled_by_the_command_that_AWS_has_at_a_path_of_its_own()
    {
        await using var grove = new Grove();
        await Boot(grove, Machine() with
        {
            UserData = Base64(
                """
                #!/bin/bash -e
                yum update -y aws-cfn-bootstrap
                /opt/aws/bin/cfn-init --stack s --resource R || code=$?
                /opt/aws/bin/cfn-signal -e $code --stack s --resource R
                yum install -y aws-cfn-bootstrap httpd
                """),
        });
        await Grove.Until(() => grove.Output(Key).Contains("user data ended", StringComparison.Ordinal));
        Assert.Contains("cfn-init is not run", grove.Output(Key), StringComparison.Ordinal);
        Assert.Contains("machine-signal -e 1 --stack s --resource R\n", grove.Output(Key), StringComparison.Ordinal);
        Assert.Contains("yum is not run", grove.Output(Key), StringComparison.Ordinal);
        Assert.Contains("user data ended with 1\n", grove.Output(Key), StringComparison.Ordinal);
    }

    private static Machine Machine() => PlanScene.Machine("pending");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task Boot(Grove grove, Machine machine, string? program = null)
    {
        var folders = new MachineFolders(grove.At("machines"));
        folders.Write(machine.Id, BootScript.Files(machine, program));
        folders.Write(BootScript.Commands, BootScript.CommandFiles("/bin/echo"));
        var home = folders.PathOf(machine.Id);
        await grove.Start(Key, grove.Spec(Key, "/bin/sh", Path.Combine(home, BootScript.Init)), spec => spec with
        {
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = $"{folders.PathOf(BootScript.Commands)}:/usr/bin:/bin",
                ["BASH_ENV"] = Path.Combine(folders.PathOf(BootScript.Commands), BootScript.BashStart),
                ["FAULTLINE_MACHINE"] = home,
            },
        });
    }
}
