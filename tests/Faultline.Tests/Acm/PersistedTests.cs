using System.Reflection;
using Faultline.Services.Acm.Keeping;

namespace Faultline.Tests.Acm;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks certificates.</summary>
public sealed class PersistedTests
{
    private readonly AcmRig rig = new();

    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Certificate 1, Authority 2, Account 3",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        var issued = await rig.Issued(with: request => request.Options = new() { Export = "ENABLED" });
        await rig.Import(Handed.Signed());
        await rig.Request("example.org", request =>
        {
            request.IdempotencyToken = "token";
            request.Tags = [new() { Key = "a", Value = "b" }];
        });
        await rig.Acm.ExportCertificate(
            rig.Call("ExportCertificate"), new() { CertificateArn = issued, Passphrase = [1, 2, 3, 4] }, AcmRig.Ct);
        var before = await Rows();
        rig.Reopen();
        Assert.Equal(before, await Rows());
        Assert.Equal(4, before.Count);
        // It is seen without the turn as well, and with its key.
        Assert.True(rig.Acm.Certificate(issued)!.TargetCertificate.HasPrivateKey);
        await rig.Settle();
        Assert.Single(await Rows(), row => row.StartsWith("authority", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turn_that_fails_changes_nothing()
    {
        var arn = await rig.Issued();
        using (var held = await rig.Acm.Book.Take(AcmRig.Ct))
        {
            held.State.Certificates.Remove(arn);
        }

        Assert.NotNull(rig.Acm.Certificate(arn));
        Assert.Equal("ISSUED", (await rig.Look(arn)).Status);
    }

    private async Task<List<string>> Rows()
    {
        using var held = await rig.Acm.Book.Take(AcmRig.Ct);
        return
        [
            .. held.State.Certificates.All.Select(row =>
                $"{row.Id} {row.Account} {Convert.ToHexString(Reshape.Bytes(row.Shown))} {row.Due:O} {row.Token} "
                + $"{row.IsExported} {string.Join(' ', row.Tags.Select(tag => $"{tag.Key}={tag.Value}"))} "
                + $"{row.Material?.Body} {row.Material?.Chain} {Convert.ToHexString(row.Material?.Key ?? [])}"),
            .. held.State.Authorities.All.Select(row => $"{row.Id} {row.Body} {Convert.ToHexString(row.Key)}"),
        ];
    }
}
