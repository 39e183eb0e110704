using System.Security.Cryptography;
using System.Text;
using Faultline.Kernel.Times;
using Faultline.Services;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Acm;

/// <summary>What can be done with certificates, and what becomes of them.</summary>
public sealed class CertificateTests
{
    private const string None = "arn:aws:acm:us-east-1:111122223333:certificate/none";
    private readonly AcmRig rig = new();
    private readonly Dictionary<string, string> users = [];

    public CertificateTests() => rig.Acm.Uses = _ => new(new Users(users));

    [Fact]
    public async Task Nothing_is_given_out_before_it_is_issued()
    {
        var arn = await rig.Request(with: request => request.Options = new() { Export = "ENABLED" });
        await Ec2Rig.Refused("RequestInProgressException", () => rig.Get(arn));
        await Ec2Rig.Refused("RequestInProgressException", () => Export(arn));
        await Ec2Rig.Refused("RequestInProgressException", () => Renew(arn));
        Assert.Null(rig.Acm.Certificate(arn));
        Assert.Equal(CertificateStanding.Unfit, rig.Acm.Standing(Ec2Call.Account, arn));
        await rig.Settle();
        Assert.Equal(CertificateStanding.Fit, rig.Acm.Standing(Ec2Call.Account, arn));
        Assert.Equal(CertificateStanding.Missing, rig.Acm.Standing(Ec2Rig.Other, arn));
        Assert.Equal(CertificateStanding.Missing, rig.Acm.Standing(Ec2Call.Account, None));
    }

    [Fact]
    public async Task Who_is_not_there_is_not_found()
    {
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Look(None), $"Could not find certificate {None}");
        await Ec2Rig.Refused(
            "InvalidArnException", () => rig.Look("arn:aws:acm:us-west-2:111122223333:certificate/none"));
        await Ec2Rig.Refused("InvalidArnException", () => rig.Look("arn:aws:acm:us-east-1:111122223333:other/x"));
        var arn = await rig.Issued();
        await Ec2Rig.Refused("ResourceNotFoundException", async () => await rig.Acm.GetCertificate(
            rig.Call("GetCertificate", Ec2Rig.Other), new() { CertificateArn = arn }, AcmRig.Ct));
    }

    [Fact]
    public async Task What_is_used_cannot_be_deleted()
    {
        var arn = await rig.Issued();
        users[arn] = "arn:balancer";
        Assert.Equal(["arn:balancer"], (await rig.Look(arn)).InUseBy);
        await Ec2Rig.Refused(
            "ResourceInUseException", () => rig.Delete(arn), $"Certificate {arn} in account 111122223333 is in use.");
        users.Clear();
        await rig.Delete(arn);
        await Ec2Rig.Refused("ResourceNotFoundException", () => rig.Look(arn));
        Assert.Null(rig.Acm.Certificate(arn));
    }

    [Fact]
    public async Task Only_what_was_requested_for_export_gives_its_key_away()
    {
        var kept = await rig.Issued();
        await Ec2Rig.Refused("ValidationException", () => Export(kept), "is not a private certificate");
        var imported = await rig.Import(Handed.Own());
        await Ec2Rig.Refused("ValidationException", () => Export(imported), "is not a private certificate");
        var arn = await rig.Issued(with: request => request.Options = new() { Export = "ENABLED" });
        var given = await rig.Acm.ExportCertificate(
            rig.Call("ExportCertificate"),
            new() { CertificateArn = arn, Passphrase = Encoding.ASCII.GetBytes("open") },
            AcmRig.Ct);
        Assert.Equal((await rig.Get(arn)).Certificate, given.Certificate);
        using var key = RSA.Create();
        Assert.Throws<CryptographicException>(() => key.ImportFromEncryptedPem(given.PrivateKey, "shut"));
        key.ImportFromEncryptedPem(given.PrivateKey, "open");
        Assert.Equal(
            rig.Acm.Certificate(arn)!.TargetCertificate.PublicKey.ExportSubjectPublicKeyInfo(),
            key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task What_was_exported_can_be_renewed_and_revoked()
    {
        var slow = new AcmRig(Timing.Aws);
        var arn = await slow.Request(with: request => request.Options = new() { Export = "ENABLED" });
        slow.Now = (await slow.Settle())!.Value;
        await slow.Settle();
        await Ec2Rig.Refused("ValidationException", () => Renew(arn, slow), "not eligible");
        await Ec2Rig.Refused("ConflictException", () => Revoke(arn, slow));
        await Export(arn, slow);
        var before = await slow.Look(arn);
        Assert.Equal("ELIGIBLE", before.RenewalEligibility);
        await Renew(arn, slow);
        Assert.Equal("PENDING_AUTO_RENEWAL", (await slow.Look(arn)).RenewalSummary!.RenewalStatus);
        await Ec2Rig.Refused("RequestInProgressException", () => Renew(arn, slow));
        slow.Now = (await slow.Settle())!.Value;
        await slow.Settle();
        var after = await slow.Look(arn);
        Assert.NotEqual(before.Serial, after.Serial);
        Assert.Equal(("SUCCESS", before.IssuedAt), (after.RenewalSummary!.RenewalStatus, after.IssuedAt));
        await Revoke(arn, slow);
        var gone = await slow.Look(arn);
        Assert.Equal(
            ("REVOKED", "KEY_COMPROMISE", slow.Now), (gone.Status, gone.RevocationReason, gone.RevokedAt!.Value));
        Assert.Null(slow.Acm.Certificate(arn));
    }

    [Fact]
    public async Task What_is_used_is_renewed_sixty_days_before_its_end_and_other_certificates_end()
    {
        var (used, unused, imported) =
            (await rig.Issued(), await rig.Issued(), await rig.Import(Handed.Own()));
        users[used] = "arn:balancer";
        var end = (await rig.Look(used)).NotAfter!.Value;
        Assert.Equal(end - TimeSpan.FromDays(60), await rig.Settle());
        rig.Now = end - TimeSpan.FromDays(60);
        await rig.Settle();
        Assert.Equal(
            rig.Now.UtcDateTime.Date.AddDays(395), (await rig.Look(used)).NotAfter!.Value.AddSeconds(1).UtcDateTime);
        Assert.Equal(end, (await rig.Look(unused)).NotAfter);
        Assert.Equal(Handed.Until, (await rig.Look(imported)).NotAfter);
        rig.Now = end;
        await rig.Settle();
        Assert.Equal(
            ("ISSUED", "EXPIRED", "EXPIRED"),
            ((await rig.Look(used)).Status, (await rig.Look(unused)).Status, (await rig.Look(imported)).Status));
        Assert.Equal(CertificateStanding.Unfit, rig.Acm.Standing(Ec2Call.Account, unused));
        // Whoever shows it already goes on.
        Assert.NotNull(rig.Acm.Certificate(unused));
    }

    [Fact]
    public async Task Options_are_kept_and_export_is_settled_by_the_request()
    {
        var arn = await rig.Issued();
        await Update(arn, new() { CertificateTransparencyLoggingPreference = "DISABLED" });
        var options = (await rig.Look(arn)).Options!;
        Assert.Equal(("DISABLED", "DISABLED"), (options.CertificateTransparencyLoggingPreference, options.Export));
        await Ec2Rig.Refused("InvalidStateException", () => Update(arn, new() { Export = "ENABLED" }));
        var imported = await rig.Import(Handed.Own());
        await Ec2Rig.Refused("InvalidStateException", () => Update(imported, new()));
    }

    [Fact]
    public async Task An_account_says_how_early_it_hears_of_an_end()
    {
        Assert.Equal(45, await Days());
        await rig.Acm.PutAccountConfiguration(
            rig.Call("PutAccountConfiguration"),
            new() { IdempotencyToken = "t", ExpiryEvents = new() { DaysBeforeExpiry = 7 } },
            AcmRig.Ct);
        Assert.Equal(7, await Days());
        Assert.Equal(45, await Days(Ec2Rig.Other));

        async Task<int?> Days(string account = Ec2Call.Account) => (await rig.Acm.GetAccountConfiguration(
            rig.Call("GetAccountConfiguration", account), new(), AcmRig.Ct)).ExpiryEvents!.DaysBeforeExpiry;
    }

    private async Task Export(string arn, AcmRig? other = null) => await (other ?? rig).Acm.ExportCertificate(
        (other ?? rig).Call("ExportCertificate"), new() { CertificateArn = arn, Passphrase = [1, 2, 3, 4] }, AcmRig.Ct);

    private async Task Renew(string arn, AcmRig? other = null) => await (other ?? rig).Acm.RenewCertificate(
        (other ?? rig).Call("RenewCertificate"), new() { CertificateArn = arn }, AcmRig.Ct);

    private static async Task Revoke(string arn, AcmRig rig) => await rig.Acm.RevokeCertificate(
        rig.Call("RevokeCertificate"),
        new() { CertificateArn = arn, RevocationReason = "KEY_COMPROMISE" },
        AcmRig.Ct);

    private async Task Update(string arn, Api.Acm.CertificateOptions options) =>
        await rig.Acm.UpdateCertificateOptions(
            rig.Call("UpdateCertificateOptions"), new() { CertificateArn = arn, Options = options }, AcmRig.Ct);

    /// <summary>Users that a test names, each of one certificate.</summary>
    private sealed class Users(Dictionary<string, string> all) : IUses
    {
        public IReadOnlyList<string> Of(string arn) => all.TryGetValue(arn, out var user) ? [user] : [];

        public void Dispose()
        {
        }
    }
}
