using System.IO.Compression;
using System.Text;
using Faultline.Services.Ec2.Instances;
using Faultline.Tests.Engines.Processes;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>User data of several parts, as a real shell runs it here.</summary>
public sealed class UserPartsTests
{
    private const string Key = "a";

    [Fact]
    public async Task All_parts_are_done_in_the_order_of_cloud_init()
    {
        await using var grove = await Run(Message(
            Part("text/x-shellscript", "#!/bin/sh\necho first script; cat greeting\n"),
            Part("text/cloud-config", "#cloud-config\nruncmd:\n- echo runcmd\n- exit 3\n"),
            Part(
                "text/x-shellscript", "#!/usr/bin/env sh\necho named last",
                "Content-Disposition: attachment; filename=\"z-last.sh\""),
            Part("text/cloud-config", "write_files:\n- path: greeting\n  content: hello\nbootcmd:\n- echo boot")));
        Assert.Equal("boot\nfirst script\nhelloruncmd\nnamed last\n", grove.Output(Key));
        Assert.Equal(3, grove[Key].ExitCode);
    }

    [Theory]
    [InlineData("", "echo two")]
    [InlineData("merge_how: list(append)+dict(recurse_array)+str()\n", "echo one\necho two")]
    [InlineData("merge_type: list(prepend)\n", "echo two\necho one")]
    public void A_later_cloud_config_holds_unless_lists_go_together(string how, string commands)
    {
        var text = Message(
            Part("text/cloud-config", "runcmd:\n- echo one\n"),
            Part("text/cloud-config", how + "runcmd:\n- echo two\n"));
        Assert.Equal($"#!/bin/sh\n{commands}\n", Read(text));
        var header = Message(
            Part("text/cloud-config", "runcmd:\n- echo one\n"),
            Part("text/cloud-config", "runcmd:\n- echo two\n", "X-Merge-Type: list(append)"));
        Assert.Equal("#!/bin/sh\necho one\necho two\n", Read(header));
    }

    [Theory]
    [InlineData("base64", "IyEvYmluL3NoCmVjaG8g\nIsOkIj0xCg==\n")]
    [InlineData("quoted-printable", "#!/bin/sh\necho =\n\"=C3=A4\"=3D1\n")]
    [InlineData("8bit", "#!/bin/sh\necho \"ä\"=1\n")]
    [InlineData("7BIT", "#!/bin/sh\necho \"ä\"=1\n")]
    public void A_part_may_be_encoded(string encoding, string content)
    {
        var text = Message(Part("text/x-shellscript", content, $"Content-Transfer-Encoding: {encoding}"));
        Assert.Equal("#!/bin/sh\necho \"ä\"=1\n", Read(text));
    }

    [Fact]
    public void Parts_may_lie_in_each_other_be_compressed_and_say_nothing_of_their_type()
    {
        var inner = Message(
            Part("text/plain", "#!/bin/sh\necho deep"), Part("text/plain", "only words")).Replace("=b=", "=c=");
        var zipped = Convert.ToBase64String(Zip("#cloud-config\nruncmd:\n- echo zipped\n"));
        var script = Read(Message(
            inner, Part("application/octet-stream", zipped, "Content-Transfer-Encoding: base64"), "\nfree text"));
        Assert.Contains(Base64("#!/bin/sh\necho deep"), script, StringComparison.Ordinal);
        Assert.Contains(Base64("#!/bin/sh\necho zipped\n"), script, StringComparison.Ordinal);
        Assert.DoesNotContain("user-data.3", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#include\nhttp://example.com/script\n", "'#include'")]
    [InlineData("#include-once http://example.com\n", "'#include'")]
    [InlineData("#cloud-config-archive\n- type: text/cloud-config\n", "'#cloud-config-archive'")]
    [InlineData("#cloud-boothook\necho\n", "'#cloud-boothook'")]
    [InlineData("#part-handler\n", "'#part-handler'")]
    [InlineData("## template: jinja\n#cloud-config\n", "'## template:'")]
    public void What_else_cloud_init_does_is_refused_by_name(string text, string says)
    {
        Assert.Contains(says, Refused(text), StringComparison.Ordinal);
        Assert.Contains(says, Refused(Message(Part("text/plain", text))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/x-include-url", "x", "'text/x-include-url'")]
    [InlineData("text/x-shellscript-per-boot", "x", "'text/x-shellscript-per-boot'")]
    [InlineData("text/cloud-config", "packages: [nginx]", "'packages'")]
    [InlineData("text/cloud-config", "a: [", "cannot be read")]
    [InlineData("text/cloud-config", "merge_how:\n- name: list\n", "list(append)")]
    [InlineData("multipart/mixed", "x", "no boundary")]
    public void What_cannot_be_done_is_refused(string type, string content, string says) =>
        Assert.Contains(says, Refused(Message(Part(type, content))), StringComparison.Ordinal);

    [Fact]
    public void An_encoding_that_is_none_and_parts_without_end_are_refused()
    {
        Assert.Contains("is not", Refused(Message(Part("text/plain", "?", "Content-Transfer-Encoding: base64"))));
        Assert.Contains("'uu'", Refused(Message(Part("text/plain", "?", "Content-Transfer-Encoding: uu"))));
        var deep = Enumerable.Range(0, 6).Aggregate(
            "\nx", (inner, level) => Message(inner).Replace("=b=", $"={level}=", StringComparison.Ordinal));
        Assert.Contains("deep in each other", Refused(deep), StringComparison.Ordinal);
        var bomb = Convert.ToBase64String(Zip(new string('#', 600_000)));
        var parts = Enumerable.Repeat(Part("text/plain", bomb, "Content-Transfer-Encoding: base64"), 2).ToArray();
        Assert.Contains("more than 1048576 bytes", Refused(Message(parts)), StringComparison.Ordinal);
    }

    private static string Message(params string[] parts) =>
        "Content-Type: multipart/mixed;\n boundary=\"=b=\"\nMIME-Version: 1.0\n\nWords for people.\n"
        + string.Concat(parts.Select(part => $"--=b=\n{part}\n")) + "--=b=--\n";

    private static string Part(string type, string content, params string[] headers) =>
        string.Join('\n', [$"Content-Type: {type}; charset=\"utf-8\"", .. headers, "", content]);

    private static string Read(string text) => UserData.Read(Base64(text)).Script;

    private static string Refused(string text)
    {
        var error = Assert.Throws<AwsError>(() => UserData.Read(Base64(text)));
        Assert.Equal("InvalidParameterValue", error.Code);
        return error.Message;
    }

    private static async Task<Grove> Run(string text)
    {
        var grove = new Grove();
        var script = grove.At("user-data");
        await File.WriteAllTextAsync(script, Read(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        await grove.Start(Key, grove.Spec(Key, "/bin/sh", script), spec => spec with
        {
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = "/usr/bin:/bin",
                ["FAULTLINE_MACHINE"] = grove.At("."),
            },
        });
        await grove.UntilEnded(Key);
        return grove;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static byte[] Zip(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }
}
