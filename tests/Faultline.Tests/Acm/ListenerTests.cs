using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Faultline.Api.Elb;
using Faultline.Tests.Ec2;
using Faultline.Tests.Elb;

namespace Faultline.Tests.Acm;

/// <summary>Listeners and the certificates that they show, as a region puts both together.</summary>
public sealed class ListenerTests
{
    private const string None = "arn:aws:acm:us-east-1:111122223333:certificate/none";
    private readonly AcmRig acm = new();
    private readonly ElbRig elb;

    public ListenerTests()
    {
        elb = new(with: options => options with
        {
            Certificate = arn => acm.Acm.Certificate(arn),
            Standing = (account, arn) => acm.Acm.Standing(account, arn),
        });
        acm.Acm.Uses = ct => elb.Elb.Certificates(ct);
        acm.Acm.OnChange = elb.Elb.Tell;
    }

    [Fact]
    public async Task A_listener_needs_a_certificate_that_is_there_and_issued()
    {
        await Ec2Rig.Refused("CertificateNotFound", () => Create(None), $"Certificate '{None}' not found");
        var pending = await acm.Request();
        const string Says = "must have a fully-qualified domain name, a supported signature, and a supported key size.";
        await Ec2Rig.Refused("UnsupportedCertificate", () => Create(pending), $"The certificate '{pending}' {Says}");
        var bare = await acm.Import(Handed.Own("localhost"));
        await Ec2Rig.Refused("UnsupportedCertificate", () => Create(bare), Says);
        await acm.Settle();
        var listener = await Create(pending);
        await Ec2Rig.Refused("CertificateNotFound", () => Modify(listener, None));
        await Ec2Rig.Refused("CertificateNotFound", () => Add(listener, None));
        await Modify(listener, await acm.Issued("example.org"));
    }

    [Fact]
    public async Task Listeners_show_their_default_certificate_and_others_by_name()
    {
        var (one, two) = (await acm.Issued(), await acm.Issued("example.org"));
        var listener = await Create(one);
        await Add(listener, two);
        await elb.Settle();
        var tls = Assert.Single(elb.Balancers.All.Values.Single().Listeners).Tls!;
        Assert.Equal(acm.Acm.Certificate(one)!.TargetCertificate.Thumbprint, tls.Default.TargetCertificate.Thumbprint);
        Assert.True(tls.Default.TargetCertificate.HasPrivateKey);
        Assert.Equal(
            [acm.Acm.Certificate(two)!.TargetCertificate.Thumbprint],
            tls.More.Select(each => each.TargetCertificate.Thumbprint));
    }

    [Theory]
    [InlineData("RSA_2048")]
    [InlineData("EC_prime256v1")]
    [InlineData("EC_secp384r1")]
    public async Task Whoever_trusts_the_authority_trusts_what_a_listener_shows(string algorithm)
    {
        acm.Now = DateTimeOffset.UtcNow;
        var arn = await acm.Issued("*.example.com", request => request.KeyAlgorithm = algorithm);
        using var authority = X509Certificate2.CreateFromPem((await acm.Get(arn)).CertificateChain);
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        using var line = new TcpClient();
        await line.ConnectAsync((IPEndPoint)door.LocalEndpoint);
        using var other = await door.AcceptTcpClientAsync();
        await using var server = new SslStream(other.GetStream());
        await using var client = new SslStream(line.GetStream());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var shown = server.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = acm.Acm.Certificate(arn),
            },
            limit.Token);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(authority);
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "www.example.com",
                CertificateChainPolicy = policy,
            },
            limit.Token);
        await shown;
        Assert.Equal(acm.Acm.Certificate(arn)!.TargetCertificate.RawData, client.RemoteCertificate!.GetRawCertData());
    }

    [Fact]
    public async Task One_that_is_imported_again_is_shown_from_then_on()
    {
        var arn = await acm.Import(Handed.Own());
        await Create(arn);
        await elb.Settle();
        var (before, applied) = (Shown(), elb.Balancers.Applied);
        await elb.Settle();
        Assert.Equal(applied, elb.Balancers.Applied);
        await acm.Import(Handed.Own("example.org"), over: arn);
        await elb.Settle();
        Assert.NotEqual(before, Shown());

        string Shown() =>
            elb.Balancers.All.Values.Single().Listeners.Single().Tls!.Default.TargetCertificate.Thumbprint;
    }

    [Fact]
    public async Task What_listeners_show_is_used_until_they_are_gone()
    {
        var (one, two, three) = (await acm.Issued(), await acm.Issued("example.org"), await acm.Issued("example.net"));
        var listener = await Create(one);
        await Add(listener, two);
        Assert.Equal([listener.LoadBalancerArn!], (await acm.Look(one)).InUseBy);
        Assert.Equal([listener.LoadBalancerArn!], (await acm.Look(two)).InUseBy);
        Assert.Empty((await acm.Look(three)).InUseBy!);
        Assert.Equal("ELIGIBLE", (await acm.Look(one)).RenewalEligibility);
        await Ec2Rig.Refused("ResourceInUseException", () => acm.Delete(one));
        await Ec2Rig.Refused("ResourceInUseException", () => acm.Delete(two));
        await elb.Elb.DeleteListener(
            elb.Call("DeleteListener"), new() { ListenerArn = listener.ListenerArn! }, ElbRig.Ct);
        await acm.Delete(one);
        await acm.Delete(two);
    }

    private async Task<Listener> Create(string certificate)
    {
        var found = await elb.Elb.DescribeLoadBalancers(elb.Call("DescribeLoadBalancers"), new(), ElbRig.Ct);
        var balancer = found.LoadBalancers!.FirstOrDefault() ?? await elb.Balancer();
        var made = await elb.Elb.CreateListener(elb.Call("CreateListener"), new()
        {
            LoadBalancerArn = balancer.LoadBalancerArn!,
            Protocol = "HTTPS",
            Port = 443,
            Certificates = [new() { CertificateArn = certificate }],
            DefaultActions = [new() { Type = "fixed-response", FixedResponseConfig = new() { StatusCode = "200" } }],
        }, ElbRig.Ct);
        return made.Listeners![0];
    }

    private async Task Modify(Listener listener, string certificate) => await elb.Elb.ModifyListener(
        elb.Call("ModifyListener"),
        new() { ListenerArn = listener.ListenerArn!, Certificates = [new() { CertificateArn = certificate }] },
        ElbRig.Ct);

    private async Task Add(Listener listener, string certificate) => await elb.Elb.AddListenerCertificates(
        elb.Call("AddListenerCertificates"),
        new() { ListenerArn = listener.ListenerArn!, Certificates = [new() { CertificateArn = certificate }] },
        ElbRig.Ct);
}
