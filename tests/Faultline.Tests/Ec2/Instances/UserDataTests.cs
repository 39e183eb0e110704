using System.IO.Compression;
using System.Text;
using Faultline.Services.Ec2.Instances;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>User data as it comes: in base64, perhaps compressed, a script or not.</summary>
public sealed class UserDataTests
{
    private const int BytesMax = 16 * 1024;

    [Theory]
    [InlineData("#!/bin/sh\necho hi\n", "#!/bin/sh\necho hi\n")]
    [InlineData("#!/usr/bin/env python3\r\nprint(1)\r\n", "#!/usr/bin/env python3\nprint(1)\n")]
    [InlineData("some=settings\n", "#!/bin/sh\n")]
    [InlineData("", "#!/bin/sh\n")]
    [InlineData("#cloud-config\nruncmd:\n- echo hi\n", "#!/bin/sh\necho hi\n")]
    public void A_script_runs_as_it_is_and_what_is_none_runs_nothing(string text, string script)
    {
        Assert.Equal(script, UserData.Read(Base64(text)).Script);
        Assert.Equal(script, UserData.Read(Convert.ToBase64String(Zip(Encoding.UTF8.GetBytes(text)))).Script);
        UserData.Check(Base64(text));
    }

    [Fact]
    public void None_at_all_is_fine() => UserData.Check(null);

    [Fact]
    public void Base64_may_be_broken_into_lines() =>
        UserData.Check(Base64("#!/bin/sh\necho hi\n").Insert(8, "\n"));

    [Theory]
    [InlineData("#!/bin/sh")]
    [InlineData("aGk")]
    [InlineData("aGk=aGk=")]
    public void What_is_not_base64_is_refused(string text) =>
        Assert.Contains("BASE64", Refused(text), StringComparison.Ordinal);

    [Fact]
    public void The_limit_is_on_the_bytes_before_they_were_encoded()
    {
        UserData.Check(Convert.ToBase64String(new byte[BytesMax]));
        Assert.Equal("User data is limited to 16384 bytes", Refused(Convert.ToBase64String(new byte[BytesMax + 1])));
    }

    [Fact]
    public void Compressed_it_may_be_longer_but_not_without_end()
    {
        UserData.Check(Convert.ToBase64String(Zip(Script(1_000_000))));
        Assert.Contains("limited", Refused(Convert.ToBase64String(Zip(Script(1_100_000)))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_begins_as_if_compressed_is_refused()
    {
        byte[] wrong = [0x1F, 0x8B, 1, 2, 3];
        Assert.Contains("cannot be read", Refused(Convert.ToBase64String(wrong)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_cut_off_anywhere_is_refused_and_what_was_zipped_in_parts_is_not()
    {
        var whole = Zip(Encoding.UTF8.GetBytes("#!/bin/sh\necho one\necho two\necho three\n"));
        for (var length = 2; length < whole.Length; length++)
        {
            Assert.Contains(
                "cannot be read", Refused(Convert.ToBase64String(whole[..length])), StringComparison.Ordinal);
        }

        byte[] parts = [.. Zip(Encoding.UTF8.GetBytes("#!/bin/sh\n")), .. Zip(Encoding.UTF8.GetBytes("echo hi\n"))];
        Assert.Equal("#!/bin/sh\necho hi\n", UserData.Read(Convert.ToBase64String(parts)).Script);
    }

    private static string Refused(string base64)
    {
        var error = Assert.Throws<AwsError>(() => UserData.Check(base64));
        Assert.Equal("InvalidParameterValue", error.Code);
        return error.Message;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static byte[] Script(int length) => Encoding.UTF8.GetBytes("#!/bin/sh\n".PadRight(length, '#'));

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
