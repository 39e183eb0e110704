using System.Security.Cryptography.X509Certificates;
using Faultline.Api.Acm;
using Faultline.Kernel.Times;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Acm;

/// <summary>Certificates that are requested, and issued by the authority of the region.</summary>
public sealed class RequestTests
{
    private readonly AcmRig rig = new();

    [Fact]
    public async Task A_request_waits_for_its_domain_and_is_issued_when_the_step_is_over()
    {
        var slow = new AcmRig(Timing.Aws);
        var arn = await slow.Request();
        Assert.Matches(
            "^arn:aws:acm:us-east-1:111122223333:certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", arn);
        var due = await slow.Settle();
        Assert.InRange(due!.Value - slow.Now, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30));
        var pending = await slow.Look(arn);
        Assert.Equal(("PENDING_VALIDATION", "RSA-2048", "AMAZON_ISSUED"),
            (pending.Status, pending.KeyAlgorithm, pending.Type));
        Assert.Null(pending.NotAfter);
        var record = pending.DomainValidationOptions!.Single();
        Assert.Equal(("example.com", "PENDING_VALIDATION", "DNS"),
            (record.DomainName, record.ValidationStatus, record.ValidationMethod));
        Assert.Matches(@"^_[0-9a-f]{32}\.example\.com\.$", record.ResourceRecord!.Name);
        Assert.Matches(@"^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$", record.ResourceRecord.Value);
        slow.Now = due.Value;
        await slow.Settle();
        var issued = await slow.Look(arn);
        Assert.Equal(("ISSUED", slow.Now), (issued.Status, issued.IssuedAt!.Value));
        Assert.Equal("SUCCESS", issued.DomainValidationOptions!.Single().ValidationStatus);
        Assert.Equal(1, slow.Changes);
    }

    [Theory]
    [InlineData(null, "RSA-2048", "DIGITAL_SIGNATURE KEY_ENCIPHERMENT")]
    [InlineData("EC_prime256v1", "EC-prime256v1", "DIGITAL_SIGNATURE")]
    [InlineData("EC_secp384r1", "EC-secp384r1", "DIGITAL_SIGNATURE")]
    public async Task What_is_issued_is_for_all_its_domains_and_leads_to_the_authority(
        string? algorithm, string shown, string usages)
    {
        var arn = await rig.Issued("example.com", request =>
        {
            request.KeyAlgorithm = algorithm;
            request.SubjectAlternativeNames = ["*.Example.com", "example.com"];
        });
        var given = await rig.Get(arn);
        using var certificate = X509Certificate2.CreateFromPem(given.Certificate);
        using var authority = X509Certificate2.CreateFromPem(given.CertificateChain);
        Assert.True(certificate.MatchesHostname("example.com") && certificate.MatchesHostname("a.example.com"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = rig.Now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        Assert.True(
            chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(each => each.StatusInformation)));
        var detail = await rig.Look(arn);
        Assert.Equal((shown, "CN=example.com", "Faultline"), (detail.KeyAlgorithm, detail.Subject, detail.Issuer));
        Assert.Equal(usages, string.Join(' ', detail.KeyUsages!.Select(each => each.Name)));
        Assert.Equal(["TLS_WEB_SERVER_AUTHENTICATION"], detail.ExtendedKeyUsages!.Select(each => each.Name));
        Assert.Equal(["example.com", "*.example.com"], detail.SubjectAlternativeNames);
        Assert.Equal(395, Math.Round((detail.NotAfter! - detail.NotBefore!).Value.TotalDays));
        Assert.Matches("^([0-9a-f]{2}:){15}[0-9a-f]{2}$", detail.Serial);
        Assert.True(rig.Acm.Certificate(arn)!.TargetCertificate.HasPrivateKey);
    }

    [Fact]
    public async Task All_certificates_of_a_region_are_of_one_authority_and_each_has_its_own_key()
    {
        var (one, two) = (await rig.Get(await rig.Issued()), await rig.Get(await rig.Issued()));
        Assert.Equal(one.CertificateChain, two.CertificateChain);
        using var first = X509Certificate2.CreateFromPem(one.Certificate);
        using var second = X509Certificate2.CreateFromPem(two.Certificate);
        Assert.NotEqual(first.GetPublicKeyString(), second.GetPublicKeyString());
    }

    [Fact]
    public async Task A_record_stays_the_same_for_a_domain_and_its_wildcard_and_is_another_for_others()
    {
        async Task<string> Record(string domain, string account = Ec2Call.Account)
        {
            var arn = await rig.Request(domain, account: account);
            return (await rig.Acm.DescribeCertificate(
                rig.Call("DescribeCertificate", account), new() { CertificateArn = arn }, AcmRig.Ct))
                .Certificate!.DomainValidationOptions![0].ResourceRecord!.Value!;
        }

        var first = await Record("example.com");
        Assert.Equal(first, await Record("*.example.com"));
        Assert.NotEqual(first, await Record("example.org"));
        Assert.NotEqual(first, await Record("example.com", Ec2Rig.Other));
    }

    [Fact]
    public async Task Without_a_method_owners_are_asked_by_email()
    {
        var arn = await rig.Request("www.example.com", request =>
        {
            request.ValidationMethod = null;
            request.DomainValidationOptions =
                [new() { DomainName = "www.example.com", ValidationDomain = "example.com" }];
        });
        var validation = (await rig.Look(arn)).DomainValidationOptions!.Single();
        Assert.Equal(("EMAIL", "example.com"), (validation.ValidationMethod, validation.ValidationDomain));
        Assert.Contains("postmaster@example.com", validation.ValidationEmails!);
        Assert.Null(validation.ResourceRecord);
        await Resend(arn, "www.example.com", "example.com");
        await Ec2Rig.Refused(
            "InvalidDomainValidationOptionsException", () => Resend(arn, "www.example.com", "other.com"));
        await Ec2Rig.Refused(
            "InvalidDomainValidationOptionsException", () => Resend(arn, "other.com", "other.com"));
        await rig.Settle();
        await Ec2Rig.Refused("InvalidStateException", () => Resend(arn, "www.example.com", "example.com"));
    }

    [Fact]
    public async Task A_token_means_one_request_for_an_hour()
    {
        Task<string> Ask(string domain = "example.com") => rig.Request(domain, each => each.IdempotencyToken = "t");
        var first = await Ask();
        Assert.Equal(first, await Ask());
        Assert.NotEqual(first, await Ask("example.org"));
        rig.Now += TimeSpan.FromHours(1);
        Assert.NotEqual(first, await Ask());
    }

    [Theory]
    [InlineData("RSA_4096", null, "ValidationException", "RSA_4096 is not supported")]
    [InlineData(null, "HTTP", "NotImplemented", "CloudFront")]
    public async Task What_public_certificates_cannot_have_is_refused(
        string? algorithm, string? method, string code, string says) => await Ec2Rig.Refused(
            code,
            () => rig.Request("example.com", request =>
            {
                request.KeyAlgorithm = algorithm;
                request.ValidationMethod = method ?? ValidationMethod.Dns;
            }),
            says);

    [Fact]
    public async Task Domains_that_do_not_go_are_refused()
    {
        await Ec2Rig.Refused(
            "InvalidDomainValidationOptionsException",
            () => rig.Request($"{new string('a', 61)}.com"),
            "The first domain name can be no longer than 64 characters.");
        await Ec2Rig.Refused("LimitExceededException", () => rig.Request("example.com", request =>
            request.SubjectAlternativeNames = [.. Enumerable.Range(0, 10).Select(i => $"{i}.example.com")]));
        await Ec2Rig.Refused("InvalidDomainValidationOptionsException", () => rig.Request("example.com", request =>
            request.DomainValidationOptions =
                [new() { DomainName = "example.com", ValidationDomain = "ample.com" }]));
        await Ec2Rig.Refused("InvalidDomainValidationOptionsException", () => rig.Request("example.com", request =>
            request.DomainValidationOptions =
                [new() { DomainName = "other.com", ValidationDomain = "other.com" }]));
        await Ec2Rig.Refused("NotImplemented", () => rig.Request("example.com", request =>
            request.CertificateAuthorityArn = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/x"));
    }

    private async Task Resend(string arn, string domain, string above) => await rig.Acm.ResendValidationEmail(
        rig.Call("ResendValidationEmail"),
        new() { CertificateArn = arn, Domain = domain, ValidationDomain = above },
        AcmRig.Ct);
}
