using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Simulation;
using Faultline.Tests.Acm;

namespace Faultline.Tests.Engines.Balancer;

/// <summary>TLS over real sockets: what clients are shown, and what is written down of it.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private static readonly Atlas Map = Atlas.Draw(new());
    private static readonly Domain Zone = Map.Region("us-east-1")!.Children[0];
    private static readonly IPAddress Here = IPAddress.Parse("127.0.0.1");

    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
    private readonly MemoryLogs logs = new();
    private readonly Ways ways = new(Map, new Board(), Distances.None);
    private readonly Balancers balancers;

    public TlsTests() => balancers = new(
        new("test", TimeProvider.System, new Dice(3)), ways, new Sockets(), logs);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_trusts_the_root_alone_trusts_what_has_its_chain(bool hasChain)
    {
        var (own, root) = Signed(hasChain);
        var at = await Open(ListenerProtocol.Https, new(own));
        if (!hasChain)
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => Ask(at, root, "example.com"));
            return;
        }

        Assert.StartsWith("HTTP/1.1 418 ", await Ask(at, root, "example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_is_shown_the_certificate_of_the_name_that_it_asks_for()
    {
        var (one, other) = (Own("one.example"), Own("other.example"));
        var at = await Open(ListenerProtocol.Https, new(one) { More = [other] });
        foreach (var (name, expected) in new[] { ("other.example", other), ("one.example", one), ("x.example", one) })
        {
            Assert.Equal(expected.TargetCertificate.Thumbprint, await Shown(at, name));
        }
    }

    [Fact]
    public async Task Logs_tell_how_the_two_came_to_terms()
    {
        var own = Own("example.com");
        var at = await Open(ListenerProtocol.Https, new(own));
        await Ask(at, own.TargetCertificate, "example.com");
        await Assert.ThrowsAsync<AuthenticationException>(() => Ask(at, Own("else").TargetCertificate, "example.com"));
        await balancers.Remove("front");
        var thumbprint = own.TargetCertificate.Thumbprint;
        Assert.Contains($"request example.com True Tls13 True {thumbprint} 418", logs.Lines);
        Assert.Contains($"opening example.com True Tls13 True {thumbprint} True", logs.Lines);
    }

    [Fact]
    public async Task What_passes_through_is_counted_without_its_cover()
    {
        using var target = new TcpListener(Here, 0);
        target.Start();
        var own = Own("example.com");
        var at = await Open(ListenerProtocol.Tls, new(own), (IPEndPoint)target.LocalEndpoint);
        using (var client = await Connect(at))
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(Trusting(own.TargetCertificate, "example.com"), patience.Token);
            using var taken = await target.AcceptTcpClientAsync(patience.Token);
            await stream.WriteAsync("hello"u8.ToArray(), patience.Token);
            var heard = new byte[5];
            await taken.GetStream().ReadExactlyAsync(heard, patience.Token);
            await taken.GetStream().WriteAsync("hi"u8.ToArray(), patience.Token);
            await stream.ReadExactlyAsync(heard.AsMemory(0, 2), patience.Token);
        }

        using (var stranger = await Connect(at))
        {
            await stranger.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), patience.Token);
            Assert.Equal(0, await ReadOrReset(stranger));
        }

        await balancers.Remove("front");
        Assert.Equal(
            [
                "closing  False None False  0 0",
                $"closing example.com True Tls13 True {own.TargetCertificate.Thumbprint} 5 2",
            ],
            logs.Lines.Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await balancers.DisposeAsync();
        ways.Dispose();
        patience.Dispose();
    }

    private async Task<IPEndPoint> Open(ListenerProtocol protocol, TlsConfig tls, IPEndPoint? target = null)
    {
        RuleAction act = target is null
            ? new RuleAction.Fixed(418, null, null)
            : new RuleAction.Forward([("all", 1)]);
        var config = new BalancerConfig("front")
        {
            Nodes = [new(Zone, Here)],
            Listeners = [new(0, protocol) { Tls = tls, Rules = [new("rule", [], act)] }],
            Log = new()
            {
                Requests = new Form<Visit>(it => $"request {Of(it.Guest)} {it.Status}"),
                Openings = new Form<Guest>(it => $"opening {Of(it)} {it.OpenedAt >= it.Began}"),
                Closings = new Form<Guest>(it => $"closing {Of(it)} {it.Received} {it.Sent}"),
            },
        };
        if (target is not null)
        {
            config = config with
            {
                Groups = config.Groups.Add("all", new("all", TargetProtocol.Tcp)
                {
                    Check = new() { Protocol = CheckProtocol.None },
                    Targets = [new("t", target, Zone)],
                }),
            };
        }

        await balancers.Apply(config, patience.Token);
        return new(Here, balancers.Look("front").Single().Ports.Values.Single());
    }

    private static string Of(Guest it) =>
        $"{it.Name} {it.FitsName} {it.Version} {it.Handshake > TimeSpan.Zero} {it.Certificate}";

    private async Task<string> Ask(IPEndPoint at, X509Certificate2 trusted, string name)
    {
        using var client = await Connect(at);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(Trusting(trusted, name), patience.Token);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"), patience.Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(patience.Token);
    }

    private async Task<string?> Shown(IPEndPoint at, string name)
    {
        using var client = await Connect(at);
        await using var stream = new SslStream(client.GetStream());
        var shown = default(string);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = name,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    (shown = certificate?.GetCertHashString()) is not null,
            },
            patience.Token);
        return shown;
    }

    private async Task<TcpClient> Connect(IPEndPoint at)
    {
        var client = new TcpClient();
        await client.ConnectAsync(at, patience.Token);
        return client;
    }

    private async Task<int> ReadOrReset(TcpClient client)
    {
        try
        {
            var buffer = new byte[256];
            while (await client.GetStream().ReadAsync(buffer, patience.Token) > 0)
            {
                // What the other side complains of.
            }
        }
        catch (IOException)
        {
            // A reset will do.
        }

        return 0;
    }

    private static SslClientAuthenticationOptions Trusting(X509Certificate2 trusted, string name)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = Handed.From.AddDays(1).UtcDateTime,
        };
        policy.CustomTrustStore.Add(trusted);
        return new() { TargetHost = name, CertificateChainPolicy = policy };
    }

    private static SslStreamCertificateContext Own(string name)
    {
        var made = Handed.Own(name);
        return SslStreamCertificateContext.Create(
            X509Certificate2.CreateFromPem(made.Certificate, made.Key), additionalCertificates: null, offline: true);
    }

    /// <summary>One whose authority another one signed, and that other one.</summary>
    private static (SslStreamCertificateContext Own, X509Certificate2 Root) Signed(bool hasChain)
    {
        var made = Handed.Signed();
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(made.Chain);
        var own = X509Certificate2.CreateFromPem(made.Certificate, made.Key);
        return (SslStreamCertificateContext.Create(own, hasChain ? [chain[0]] : null, offline: true), chain[1]);
    }

    private sealed class Form<T>(Func<T, string> line) : ILogForm<T>
    {
        public string Place => "";

        public string Line(T what) => line(what);

        public string File(DateTimeOffset end, IPAddress node, string chance) => $"{typeof(T).Name} {end:O} {chance}";
    }
}
