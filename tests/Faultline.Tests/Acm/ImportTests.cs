using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Acm;

/// <summary>Certificates that somebody brings, with their keys and chains.</summary>
public sealed class ImportTests
{
    private readonly AcmRig rig = new();

    [Theory]
    [InlineData("RSA_1024")]
    [InlineData("RSA_2048")]
    [InlineData("RSA_3072")]
    [InlineData("RSA_4096")]
    [InlineData("EC_prime256v1")]
    [InlineData("EC_secp384r1")]
    [InlineData("EC_secp521r1")]
    public async Task One_that_signed_itself_is_there_at_once(string algorithm)
    {
        var given = Handed.Own(algorithm: algorithm, other: "www.example.com");
        var arn = await rig.Import(given);
        var shown = await rig.Look(arn);
        Assert.Equal(
            ("ISSUED", "IMPORTED", algorithm.Replace('_', '-')), (shown.Status, shown.Type, shown.KeyAlgorithm));
        Assert.Equal(
            ("example.com", "CN=example.com,O=Tests", "Tests"), (shown.DomainName, shown.Subject, shown.Issuer));
        Assert.Equal((Handed.From, Handed.Until), (shown.NotBefore!.Value, shown.NotAfter!.Value));
        Assert.Equal(["example.com", "www.example.com"], shown.SubjectAlternativeNames);
        Assert.Equal(["NONE"], shown.ExtendedKeyUsages!.Select(each => each.Name));
        Assert.Equal("INELIGIBLE", shown.RenewalEligibility);
        var back = await rig.Get(arn);
        Assert.Equal((given.Certificate.Trim(), null), (back.Certificate!.Trim(), back.CertificateChain));
        Assert.True(rig.Acm.Certificate(arn)!.TargetCertificate.HasPrivateKey);
        Assert.Equal(1, rig.Changes);
    }

    [Fact]
    public async Task One_of_an_authority_comes_with_its_chain()
    {
        var given = Handed.Signed();
        var back = await rig.Get(await rig.Import(given));
        Assert.Equal(given.Chain, back.CertificateChain!.Trim());
        const string Says = "Could not validate the certificate with the certificate chain.";
        await Refused(given with { Chain = Handed.Signed().Chain }, Says);
        await Refused(given with { Chain = given.Certificate + "\n" + given.Chain }, Says);
        var parts = given.Chain!.Split("-----BEGIN", StringSplitOptions.RemoveEmptyEntries);
        await Refused(given with { Chain = $"-----BEGIN{parts[1]}\n-----BEGIN{parts[0]}" }, Says);
        // The names fit, but another key signed.
        await Refused(Handed.Signed() with { Chain = given.Chain }, Says);
        await Refused(given with { Chain = null }, "is not a valid self signed");
        await rig.Import(given with { Chain = $"-----BEGIN{parts[0]}" });
    }

    [Fact]
    public async Task What_does_not_fit_is_refused()
    {
        var (one, two) = (Handed.Own(), Handed.Own());
        await Refused(
            one with { Certificate = $"{one.Certificate}\n{two.Certificate}" },
            "The certificate field contains more than one certificate. You can specify only one certificate in this "
            + "field.");
        await Refused(one with { Certificate = "hello" }, "Unable to parse certificate.");
        await Refused(one with { Certificate = one.Key }, "Unable to parse certificate.");
        await Refused(
            one with { Certificate = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----" },
            "Unable to parse certificate.");
        await Refused(one with { Key = two.Key }, "The private key does not match");
        await Refused(one with { Key = Handed.Own(algorithm: "RSA_2048").Key }, "The private key does not match");
        await Refused(one with { Key = one.Certificate }, "The private key is not supported.");
        await Refused(Handed.Own(algorithm: "RSA_2560"), "The private key length 2560 is not supported");
        using var key = ECDsa.Create();
        key.ImportFromPem(one.Key);
        var locked = key.ExportEncryptedPkcs8PrivateKeyPem(
            "pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));
        await Refused(one with { Key = locked }, "The private key is not supported.");
        await rig.Import(one with { Key = key.ExportECPrivateKeyPem() });
    }

    [Fact]
    public async Task One_is_taken_only_while_it_is_valid()
    {
        var given = Handed.Own();
        rig.Now = Handed.From.AddSeconds(-1);
        await Refused(given, "not valid yet");
        rig.Now = Handed.Until.AddSeconds(1);
        await Refused(given, "expired");
        rig.Now = Handed.Until;
        await rig.Import(given);
    }

    [Fact]
    public async Task It_can_be_imported_again_under_its_arn()
    {
        var arn = await rig.Import(Handed.Own());
        await rig.Acm.AddTagsToCertificate(
            rig.Call("AddTagsToCertificate"), new() { CertificateArn = arn, Tags = [new() { Key = "a" }] }, AcmRig.Ct);
        var (before, thumbprint) = (await rig.Look(arn), rig.Acm.Certificate(arn)!.TargetCertificate.Thumbprint);
        rig.Now += TimeSpan.FromDays(1);
        Assert.Equal(arn, await rig.Import(Handed.Own("example.org"), over: arn));
        var after = await rig.Look(arn);
        Assert.Equal(
            ("example.org", before.CreatedAt, rig.Now), (after.DomainName, after.CreatedAt, after.ImportedAt!.Value));
        Assert.NotEqual(thumbprint, rig.Acm.Certificate(arn)!.TargetCertificate.Thumbprint);
        var tags = await rig.Acm.ListTagsForCertificate(
            rig.Call("ListTagsForCertificate"), new() { CertificateArn = arn }, AcmRig.Ct);
        Assert.Single(tags.Tags!);
        await Refused(Handed.Own(algorithm: "RSA_2048"), "key type and size", arn);
        await Refused(Handed.Own(usages: X509KeyUsageFlags.NonRepudiation), "Key usages cannot be removed", arn);
        await Refused(Handed.Own(name: ""), "All of the domain names cannot be removed", arn);
        await Refused(Handed.Own(), "is not imported", await rig.Issued());
        var request = Handed.Own().Request(arn);
        request.Tags = [new() { Key = "b" }];
        await Ec2Rig.Refused("InvalidParameterException", () => rig.Acm.ImportCertificate(
            rig.Call("ImportCertificate"), request, AcmRig.Ct).AsTask());
        await Ec2Rig.Refused(
            "ResourceNotFoundException",
            () => rig.Import(Handed.Own(), "arn:aws:acm:us-east-1:111122223333:certificate/none"),
            "Could not find certificate arn:aws:acm:us-east-1:111122223333:certificate/none in account 111122223333.");
    }

    private async Task Refused(Handed given, string says, string? over = null) =>
        await Ec2Rig.Refused("ValidationException", () => rig.Import(given, over), says);
}
