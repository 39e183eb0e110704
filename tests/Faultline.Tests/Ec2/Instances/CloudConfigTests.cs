using System.IO.Compression;
using System.Text;
using Faultline.Services.Ec2.Instances;
using Faultline.Tests.Engines.Processes;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>Cloud-configs become scripts, which a real shell runs here.</summary>
public sealed class CloudConfigTests
{
    private const string Key = "a";

    [Fact]
    public async Task Files_are_written_below_the_folder_of_the_instance_with_folders_and_permissions()
    {
        await using var grove = await Run("""
            write_files:
            - path: /etc/app/settings.ini
              content: |
                name = it's "quoted" $HOME `date` \n
                second = ä
              permissions: '0640'
            - path: run me
              content: "#!/bin/sh"
              permissions: 0755
            - path: /empty
            """);
        Assert.Equal(
            "name = it's \"quoted\" $HOME `date` \\n\nsecond = ä\n",
            File.ReadAllText(grove.At("etc/app/settings.ini")));
        Assert.Equal("rw-r-----", Mode(grove.At("etc/app/settings.ini")));
        Assert.Equal("rwxr-xr-x", Mode(grove.At("run me")));
        Assert.Equal("", File.ReadAllText(grove.At("empty")));
    }

    /// <summary>What the parser takes for granted, and what would be looked into without end.</summary>
    [Theory]
    [InlineData("runcmd: [}")]
    [InlineData("runcmd: [!<> echo]")]
    [InlineData("runcmd: [\"\\Uffffffff\"]")]
    [InlineData("runcmd: [echo]\n  eu-st-1: {zones:1-\nz\n")]
    [InlineData("? &x [*x]\n: b")]
    [InlineData("a: &a [*a]\n? *a\n: c")]
    [InlineData("? {a: b}\n: c")]
    [InlineData("runcmd: &x [*x]")]
    [InlineData("runcmd: [[&x [*x]]]")]
    [InlineData("runcmd: [{a: b}]")]
    [InlineData("write_files: [{path: &p [*p]}]")]
    [InlineData("packages: &p [*p]")]
    public void What_cannot_be_read_is_refused(string config)
    {
        var error = Assert.Throws<AwsError>(() => CloudConfig.Read(config));
        Assert.Equal("InvalidParameterValue", error.Code);
    }

    [Fact]
    public void What_is_nested_too_deep_or_grows_without_end_is_refused()
    {
        Assert.Throws<AwsError>(() => CloudConfig.Read($"runcmd: {new string('[', 8000)}{new string(']', 8000)}"));
        var laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat("bcdefghijk".Select(letter =>
            $"{letter}: &{letter} [{string.Join(", ", Enumerable.Repeat($"*{(char)(letter - 1)}", 10))}]\n"));
        Assert.Throws<AwsError>(() => CloudConfig.Read($"{laughs}runcmd: [[*k]]"));
        Assert.Throws<AwsError>(() => CloudConfig.Read($"{laughs}? *k\n: x"));
    }

    [Theory]
    [InlineData("text/plain", "hello")]
    [InlineData("b64", "aGVsbG8=")]
    [InlineData("base64", "aGVsbG8=")]
    [InlineData("gz", null)]
    [InlineData("gzip", null)]
    [InlineData("gz+b64", null)]
    [InlineData("gz+base64", null)]
    [InlineData("gzip+b64", null)]
    [InlineData("gzip+base64", null)]
    public async Task The_content_of_a_file_may_be_encoded(string encoding, string? content)
    {
        await using var grove = await Run($"""
            write_files:
            - path: greeting
              encoding: {encoding}
              content: {content ?? Zipped("hello")}
            """);
        Assert.Equal("hello", File.ReadAllText(grove.At("greeting")));
    }

    [Theory]
    [InlineData("true", "onetwo")]
    [InlineData("True", "onetwo")]
    [InlineData("false", "two")]
    public async Task A_file_is_appended_to_where_that_is_asked_for(string append, string text)
    {
        await using var grove = await Run($$"""
            write_files:
            - { path: list, content: one }
            - { path: list, content: two, append: {{append}} }
            """);
        Assert.Equal(text, File.ReadAllText(grove.At("list")));
    }

    [Fact]
    public async Task Words_of_a_command_reach_it_as_they_are_and_lines_are_the_shell_s()
    {
        await using var grove = await Run("""
            runcmd:
            - [printf, '[%s]\n', "it's $HOME `date`", 'a  b', '*', '"', 7, '']
            - echo "one  two" | tr a-z A-Z; echo $((1 + 2))
            - |
              for word in x y
              do echo $word
              done
            """);
        Assert.Equal(
            "[it's $HOME `date`]\n[a  b]\n[*]\n[\"]\n[7]\n[]\nONE  TWO\n3\nx\ny\n", grove.Output(Key));
    }

    [Fact]
    public async Task A_command_that_fails_stops_none_after_it()
    {
        await using var grove = await Run("""
            runcmd:
            - [ 'false' ]
            - echo still here
            """);
        Assert.Equal("still here\n", grove.Output(Key));
    }

    [Fact]
    public async Task Boot_commands_run_before_files_are_written_and_other_commands_after_in_whatever_order_they_stand()
    {
        await using var grove = await Run("""
            runcmd:
            - cat list
            write_files:
            - { path: list, content: "file\n", append: true }
            bootcmd:
            - echo boot >> list
            """);
        Assert.Equal("boot\nfile\n", grove.Output(Key));
    }

    [Fact]
    public async Task What_is_not_done_is_named_in_the_console()
    {
        await using var grove = await Run("""
            hostname: it's-web
            timezone: Europe/Berlin
            package_upgrade: false
            runcmd: [ echo hi ]
            """);
        Assert.Equal(
            [
                "[faultline] cloud-config: 'hostname' is not done here",
                "[faultline] cloud-config: 'package_upgrade' is not done here",
                "[faultline] cloud-config: 'timezone' is not done here",
                "hi",
            ],
            grove.Output(Key).TrimEnd().Split('\n').Order());
    }

    [Theory]
    [InlineData("packages: [ nginx ]", "'packages'")]
    [InlineData("users: [ default ]", "'users'")]
    [InlineData("apt: { sources: {} }", "'apt'")]
    [InlineData("snap: { commands: [] }", "'snap'")]
    [InlineData("yum_repos: { a: {} }", "'yum_repos'")]
    [InlineData("package_upgrade: true", "'package_upgrade'")]
    [InlineData("write_files: [ { path: /etc/../../x } ]", "does not lie in the instance")]
    [InlineData("write_files: [ { path: .. } ]", "does not lie in the instance")]
    [InlineData("write_files: [ { content: x } ]", "no path")]
    [InlineData("write_files: [ { path: x, encoding: rot13 } ]", "rot13")]
    [InlineData("runcmd: echo", "A list was expected")]
    [InlineData("write_files: { path: x }", "A list was expected")]
    [InlineData("runcmd: [ echo", "cannot be read")]
    [InlineData("runcmd: []\nruncmd: []", "cannot be read")]
    public void What_cannot_be_done_is_refused_with_a_sentence(string config, string says)
    {
        var error = Assert.Throws<AwsError>(() => CloudConfig.Read($"#cloud-config\n{config}\n"));
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#cloud-config\n")]
    [InlineData("#cloud-config\n- a\n")]
    [InlineData("#cloud-config\n{}\n")]
    public void An_empty_one_does_nothing(string text) => Assert.Equal("#!/bin/sh\n", CloudConfig.Read(text).Script());

    private static async Task<Grove> Run(string config)
    {
        var grove = new Grove();
        await grove.Start(Key, CloudConfig.Read($"#cloud-config\n{config}\n").Script());
        await grove.UntilEnded(Key);
        return grove;
    }

    private static string Mode(string path)
    {
        var mode = File.GetUnixFileMode(path);
        return string.Concat("rwxrwxrwx".Select((letter, at) =>
            mode.HasFlag((UnixFileMode)(1 << (8 - at))) ? letter : '-'));
    }

    private static string Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(zipped.ToArray());
    }
}
