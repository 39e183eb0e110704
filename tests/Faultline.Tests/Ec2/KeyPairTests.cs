using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Faultline.Services.Ec2.Images;

namespace Faultline.Tests.Ec2;

/// <summary>Key pairs, which are real keys.</summary>
public sealed class KeyPairTests
{
    // Made with ssh-keygen; the fingerprints with ssh-keygen and openssl as the EC2 user guide says.
    private const string Rsa =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDIbgd3gvAriGIRbfkmIBDHQkg6xgZvuvPzNmAcbrYk9zVCdJlOIP"
        + "tS+Cv3xQZANm827npV5mY4BvLUn3XNggTojC+iJyNRLgTkRIAvWCNEf9c/A6HIAA7t8t4ysL0AZfc8eVl36h0qIpM5"
        + "luZ9uyl9xaLBXM84r6o94O8SMZAx8vi9abIQUxHbk6XM4vRRm0bNytJHLVAuUBjLKnKSl9Kkcj042hiY8+tNiXNjdX"
        + "MI1fjOtEHruP+sXv1XSruHif/PtEPKFrs4knWUojfEnrLEAQafQ2us3B+dK1WGiCADntUbt/BuWUXqB6YPJ616k9dB"
        + "rOHldVYbTen37OQySn+x me";
    private const string RsaMd5 = "05:e8:93:70:67:f5:df:f8:cf:a9:55:aa:ff:9e:8e:c9";
    private const string Ed25519Key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFUYCX1iFA9MLUFB/3ofWuRk9q6u3jbRfsVOrm6UdlC5 me";
    private const string Ed25519Sha = "KVKtLviuWppvPVyjKZ0ybsh4WtVX9lqt1emkndRRwDY";

    private readonly Ec2Rig rig = new();

    [Fact]
    [SuppressMessage("Security", "CA5350", Justification = "AWS's fingerprints are what they are.")]
    [SuppressMessage("Security", "CA5351", Justification = "AWS's fingerprints are what they are.")]
    public async Task A_new_key_of_RSA_is_a_real_one_with_the_fingerprint_that_AWS_takes()
    {
        var pair = await Create("mine");
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pair.KeyMaterial);
        Assert.Equal(2048, rsa.KeySize);
        Assert.Equal(Colons(SHA1.HashData(rsa.ExportPkcs8PrivateKey())), pair.KeyFingerprint);

        // Its public half, brought in under another name, has the fingerprint of what is brought in.
        var line = (await Describe(new() { KeyNames = ["mine"], IncludePublicKey = true })).Single().PublicKey!;
        await Import("again", line);
        Assert.Equal(
            Colons(MD5.HashData(rsa.ExportSubjectPublicKeyInfo())),
            (await Describe(new() { KeyNames = ["again"] })).Single().KeyFingerprint);
    }

    [Fact]
    public async Task A_new_key_of_Ed25519_belongs_to_its_fingerprint()
    {
        var pair = await Create("mine", "ed25519");
        Assert.StartsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n", pair.KeyMaterial, StringComparison.Ordinal);
        var shown = (await Describe(new() { IncludePublicKey = true })).Single();
        var blob = Convert.FromBase64String(shown.PublicKey!.Split(' ')[1]);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(blob)), pair.KeyFingerprint);
    }

    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")]
    public void The_public_half_of_Ed25519_is_that_of_RFC_8032(string seed, string key) =>
        Assert.Equal(key, Convert.ToHexStringLower(Ed25519.PublicOf(Convert.FromHexString(seed))));

    [Fact]
    public async Task Keys_that_are_brought_have_the_fingerprints_that_ssh_keygen_shows()
    {
        Assert.Equal(RsaMd5, await Import("rsa", Rsa));
        Assert.Equal(Ed25519Sha, (await Import("ed", Ed25519Key)).TrimEnd('='));
        Assert.Equal(["ed25519", "rsa"], (await Describe(new())).Select(key => key.KeyType).Order());
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("ssh-rsa AAAA")]
    [InlineData("ssh-rsa AAAAB3NzaC1yc2EAAAA")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==")]
    [InlineData("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=")]
    [InlineData("")]
    public async Task What_is_no_key_is_refused(string text) =>
        await Ec2Rig.Refused("InvalidKey.Format", () => Import("bad", text));

    [Fact]
    public async Task A_name_is_good_for_one_key_of_an_account_until_it_is_deleted()
    {
        var first = await Create("mine");
        await Ec2Rig.Refused("InvalidKeyPair.Duplicate", () => Create("mine"), "The keypair 'mine' already exists.");
        await Ec2Rig.Refused("InvalidKeyPair.Duplicate", () => Import("mine", Rsa));
        await Ec2Rig.Refused("InvalidKeyPair.NotFound", () => Describe(new() { KeyNames = ["other"] }));
        await Ec2Rig.Refused(
            "InvalidKeyPair.NotFound", () => Describe(new() { KeyPairIds = ["key-0123456789abcdef0"] }));
        await Ec2Rig.Refused("UnsupportedOperation", async () => await rig.Ec2.CreateKeyPair(
            rig.Call("CreateKeyPair"), new() { KeyName = "putty", KeyFormat = "ppk" }, Ec2Rig.Ct));
        await rig.Ec2.DeleteKeyPair(rig.Call("DeleteKeyPair"), new() { KeyPairId = first.KeyPairId }, Ec2Rig.Ct);
        await rig.Ec2.DeleteKeyPair(rig.Call("DeleteKeyPair"), new() { KeyName = "mine" }, Ec2Rig.Ct);
        Assert.Empty(await Describe(new()));
    }

    private async Task<Api.Ec2.KeyPair> Create(string name, string? type = null) => await rig.Ec2.CreateKeyPair(
        rig.Call("CreateKeyPair"), new() { KeyName = name, KeyType = type }, Ec2Rig.Ct);

    private async Task<string> Import(string name, string line) => (await rig.Ec2.ImportKeyPair(
        rig.Call("ImportKeyPair"),
        new() { KeyName = name, PublicKeyMaterial = Encoding.UTF8.GetBytes(line) }, Ec2Rig.Ct)).KeyFingerprint!;

    private async Task<List<Api.Ec2.KeyPairInfo>> Describe(Api.Ec2.DescribeKeyPairsRequest request) =>
        (await rig.Ec2.DescribeKeyPairs(rig.Call("DescribeKeyPairs"), request, Ec2Rig.Ct)).KeyPairs!;

    private static string Colons(byte[] bytes) => string.Join(':', bytes.Select(each => $"{each:x2}"));
}
