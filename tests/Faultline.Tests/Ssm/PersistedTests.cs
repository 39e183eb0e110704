using System.Reflection;
using System.Text;
using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;

namespace Faultline.Tests.Ssm;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks parameters.</summary>
public sealed class PersistedTests
{
    private readonly SsmRig rig = new();

    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Parameter 1, Version 2",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        await rig.Put("/a/b", "1", with: request =>
        {
            request.Tags = [new() { Key = "k", Value = "v" }];
            request.Tier = ParameterTier.Advanced;
            request.Policies =
                """[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00.000Z"}}]""";
        });
        await rig.Over("/a/b", "2");
        await rig.Label("/a/b", 1, "old");
        await rig.Put("secret", "hunter2", ParameterType.SecureString);
        var before = await Rows();
        rig.Reopen();
        Assert.Equal(before, await Rows());
        Assert.Equal("1", (await rig.Get("/a/b:old")).Value);
        Assert.Equal("hunter2", (await rig.Get("secret", open: true)).Value);
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), await rig.Ssm.Look(SsmRig.Ct));
    }

    [Fact]
    public async Task A_secret_is_nowhere_on_the_disk()
    {
        await rig.Put("plain", "plain text", ParameterType.String);
        await rig.Put("secret", "hunter2", ParameterType.SecureString);
        Assert.True(OnDisk("plain text"));
        Assert.False(OnDisk("hunter2"));
    }

    [Fact]
    public async Task A_turn_that_fails_changes_nothing()
    {
        await rig.Put("a");
        using (var held = await rig.Ssm.Book.Take(SsmRig.Ct))
        {
            held.State.Remove(held.State.Find("111122223333", "a")!);
        }

        Assert.Equal("v", (await rig.Get("a")).Value);
    }

    private bool OnDisk(string text) => rig.Disk.List("").Any(file =>
    {
        var bytes = new byte[1 << 20];
        var read = rig.Disk.Open(file).Read(0, bytes);
        return bytes.AsSpan(0, read).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });

    private async Task<List<string>> Rows()
    {
        using var held = await rig.Ssm.Book.Take(SsmRig.Ct);
        return
        [
            .. held.State.Parameters.All.Select(row =>
                $"{row.Id} {row.Name} {row.Tier} {row.Oldest} {row.Newest} {row.Expires} "
                + string.Join(",", row.Tags.Select(tag => $"{tag.Key}={tag.Value}"))),
            .. held.State.Versions.All.Select(row =>
                $"{row.Id} {Convert.ToHexString(Services.Keeping.Reshape.Bytes(row.Shown))}"),
        ];
    }
}
