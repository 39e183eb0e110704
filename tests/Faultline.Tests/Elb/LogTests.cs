using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Kernel;
using Faultline.Services.Elb.Logs;
using Faultline.Simulation;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>Logs of balancers: where they go, and the words of their lines.</summary>
public sealed class LogTests
{
    private static readonly DateTimeOffset Hour = new(2026, 7, 2, 22, 22, 48, 364, TimeSpan.Zero);

    private static readonly LogNames Names = new("app/front/50dc", "front-1.elb.test", "111122223333", "us-east-1")
    {
        Rules = ImmutableDictionary<string, string>.Empty.Add("rule", "7"),
        Certificates = ImmutableDictionary<string, string>.Empty,
        Targets = ImmutableDictionary<string, string>.Empty.Add("i-1:80", "10.0.0.1:80"),
        Listeners = ImmutableDictionary<int, string>.Empty.Add(443, "l15t"),
    };

    private readonly ElbRig rig = new();

    [Fact]
    public void A_request_is_a_line_in_awss_format()
    {
        var form = new RequestForm(Names, new("bucket", ""));
        Assert.Equal(
            "http 2026-07-02T22:22:51.364000Z app/front/50dc 192.168.131.39:2817 10.0.0.1:80 0.100 2.000 0.001 200 200 "
            + "34 366 \"GET http://shop.test:80/a?b=c HTTP/1.1\" \"curl/7.46.0\" - - group \"Root=1-5\" \"-\" \"-\" 7 "
            + "2026-07-02T22:22:48.364000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\" TID_0a "
            + "\"-\" \"-\" \"-\"",
            form.Line(Visit()));
    }

    [Fact]
    public void What_never_was_is_a_hyphen_and_its_time_less_than_none()
    {
        var visit = new Visit(Guest(isSecure: true), Hour) { Ended = Hour, Received = 9 };
        Assert.Equal(
            "https 2026-07-02T22:22:48.364000Z app/front/50dc 192.168.131.39:2817 - -1 -1 -1 460 - 9 0 "
            + "\"- https://front-1.elb.test:443- -\" \"-\" - - - \"-\" \"-\" \"-\" - 2026-07-02T22:22:48.364000Z \"-\" "
            + "\"-\" \"-\" \"-\" \"-\" \"-\" \"-\" TID_0a \"-\" \"-\" \"-\"",
            new RequestForm(Names, new("bucket", "")).Line(visit));
    }

    [Fact]
    public void Nothing_that_a_client_says_ends_a_field()
    {
        var visit = Visit();
        visit.UserAgent = "a\" \"b\\\u00e4";
        Assert.Contains(
            " \"a\\x22 \\x22b\\x5C\\xE4\" ",
            new RequestForm(Names, new("bucket", "")).Line(visit),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_is_a_line_once_it_is_open()
    {
        var guest = Guest(isSecure: true);
        guest.OpenedAt = Hour;
        Assert.Equal(
            "2026-07-02T22:22:48.364000Z 192.168.131.39 2817 443 - - - \"-\" - - Failed:UnmappedConnectionError TID_0a",
            new OpeningForm(Names, new("bucket", "")).Line(guest));
    }

    [Fact]
    public void A_connection_of_a_network_load_balancer_is_a_line_once_it_is_over()
    {
        var guest = Guest(isSecure: true);
        (guest.Ended, guest.Handshake) = (Hour.AddSeconds(5), TimeSpan.FromMilliseconds(2.5));
        guest.Hear(98);
        guest.Say(246);
        Assert.Equal(
            "tls 2.0 2026-07-02T22:22:53 app/front/50dc l15t 192.168.131.39:2817 127.9.0.1:443 5000 2 98 246 - - - - - "
            + "- - - - - 2026-07-02T22:22:48",
            new TlsForm(Names, new("bucket", "")).Line(guest));
    }

    [Fact]
    public void Files_lie_where_aws_puts_them()
    {
        var (end, node) = (new DateTimeOffset(2026, 7, 2, 22, 25, 0, TimeSpan.Zero), IPAddress.Parse("127.9.0.1"));
        const string Rest = "111122223333_elasticloadbalancing_us-east-1_app.front.50dc_20260702T2225Z_";
        const string Day = "AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/07/02";
        Assert.Equal(
            $"bucket/pre/fix/{Day}/{Rest}127.9.0.1_20sg8hgm.log.gz",
            new RequestForm(Names, new("bucket", "pre/fix")).File(end, node, "20sg8hgm"));
        Assert.Equal(
            $"bucket/{Day}/conn_log.{Rest}127.9.0.1_20sg8hgm.log.gz",
            new OpeningForm(Names, new("bucket", "")).File(end, node, "20sg8hgm"));
        Assert.Equal(
            $"bucket/{Day}/{Rest}20sg8hgm.log.gz",
            new TlsForm(Names, new("bucket", "")).File(end, node, "20sg8hgm"));
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "ECDHE-RSA-AES128-GCM-SHA256")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, "ECDHE-ECDSA-AES256-SHA384")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-RSA-CHACHA20-POLY1305")]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, "AES256-GCM-SHA384")]
    public void Ciphers_have_the_names_of_security_policies(TlsCipherSuite suite, string expected) =>
        Assert.Equal(expected, LogText.Cipher(suite));

    [Theory]
    [InlineData("my-logs", "", null)]
    [InlineData("my.logs", "a/b", null)]
    [InlineData("", "", "ValidationError")]
    [InlineData("..", "", "InvalidConfigurationRequest")]
    [InlineData("My-Logs", "", "InvalidConfigurationRequest")]
    [InlineData("a/../../b", "", "InvalidConfigurationRequest")]
    [InlineData("my-logs", "a/AWSLogs", "ValidationError")]
    [InlineData("my-logs", "../../etc", "NotImplemented")]
    [InlineData("my-logs", "a/./b", "NotImplemented")]
    public async Task Logs_go_where_files_can_be(string bucket, string prefix, string? refused)
    {
        var balancer = await rig.Balancer();
        Task Set() => Modify(balancer.LoadBalancerArn!, bucket, prefix);
        if (refused is null)
        {
            await Set();
        }
        else
        {
            await Ec2Rig.Refused(refused, Set);
        }

        await rig.Settle();
        Assert.Equal(refused is null, rig.Balancers.All.Values.Single().Log?.Requests is not null);
    }

    [Fact]
    public async Task What_is_switched_on_says_which_logs_are_written()
    {
        var balancer = await rig.Balancer();
        Assert.Null((await Log())?.Requests);
        await Modify(balancer.LoadBalancerArn!, "logs", "");
        Assert.Equal((true, false, false), Kinds(await Log()));
        await Modify(balancer.LoadBalancerArn!, "logs", "", "connection_logs");
        Assert.Equal((true, true, false), Kinds(await Log()));
        await rig.Elb.DeleteLoadBalancer(
            rig.Call("DeleteLoadBalancer"), new() { LoadBalancerArn = balancer.LoadBalancerArn! }, ElbRig.Ct);
        var network = await rig.Balancer("net", type: "network");
        await Modify(network.LoadBalancerArn!, "logs", "");
        Assert.Equal((false, false, true), Kinds(await Log()));
        static (bool, bool, bool) Kinds(LogConfig? log) =>
            (log?.Requests is not null, log?.Openings is not null, log?.Closings is not null);
    }

    [Fact]
    public async Task Lines_name_targets_rules_and_listeners_as_callers_do()
    {
        var (balancer, group, machine) = (await rig.Balancer(), await rig.Group(), await rig.Machine());
        await rig.Register(group, machine);
        var listener = await rig.Listener(balancer, group, 80);
        await Modify(balancer.LoadBalancerArn!, "logs", "");
        var form = (await Log())!.Requests!;
        var rule = rig.Balancers.All.Values.Single().Listeners.Single().Rules.Single().Name;
        var visit = Visit();
        (visit.Member, visit.Rule) = ($"{machine}:80", rule);
        var words = form.Line(visit).Split(' ');
        var found = await rig.Ec2.Ec2.DescribeInstances(
            rig.Ec2.Call("DescribeInstances"), new() { InstanceIds = [machine] }, ElbRig.Ct);
        Assert.Equal($"{found.Reservations![0].Instances![0].PrivateIpAddress}:80", words[4]);
        Assert.Contains(" \"-\" \"-\" 0 2026-", form.Line(visit), StringComparison.Ordinal);
        Assert.Equal(balancer.LoadBalancerArn!.Split(":loadbalancer/")[1], words[2]);
        Assert.NotNull(listener.ListenerArn);
    }

    [Fact]
    public async Task Whoever_tells_too_much_waits_for_nobody_and_is_told_how_much_is_lost()
    {
        var (lost, files) = (0, new MemoryLogs());
        var node = new Node("test", TimeProvider.System, new Dice(1));
        await using (var scribe = new Scribe<int>(node, files, IPAddress.Loopback, new Dice(2), lines => lost += lines))
        {
            for (var i = 0; i < (64 * 1024) + 5; i++)
            {
                scribe.Add(new Numbers(), i, Hour);
            }

            Assert.Equal(5, lost);
            scribe.Start();
        }

        Assert.Equal(64 * 1024, files.Lines.Count);
    }

    [Fact]
    public void Files_are_whole_and_within_their_folder()
    {
        var root = Directory.CreateTempSubdirectory("faultline-logs");
        try
        {
            var logs = new FolderLogs(root.FullName);
            logs.Put("bucket/a/b.gz", [1, 2, 3]);
            var file = Assert.Single(root.GetFiles("*", SearchOption.AllDirectories));
            Assert.Equal([1, 2, 3], File.ReadAllBytes(file.FullName));
            Assert.EndsWith("bucket/a/b.gz", file.FullName, StringComparison.Ordinal);
            Assert.Throws<InvariantBroken>(() => logs.Put("bucket/../../x", [1]));
            Assert.Throws<IOException>(() => logs.Put("bucket/a/b.gz/c", [1]));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static Guest Guest(bool isSecure = false) => new()
    {
        Began = Hour,
        Client = IPEndPoint.Parse("192.168.131.39:2817"),
        At = new(IPAddress.Parse("127.9.0.1"), isSecure ? 443 : 80),
        IsSecure = isSecure,
        Id = "0a",
    };

    private static Visit Visit() => new(Guest(), Hour)
    {
        Ended = Hour.AddSeconds(3),
        Method = "GET",
        Target = "/a?b=c",
        Host = "shop.test",
        Version = "HTTP/1.1",
        UserAgent = "curl/7.46.0",
        Trace = "Root=1-5",
        Rule = "rule",
        Act = VisitAct.Forward,
        Group = "group",
        Member = "i-1:80",
        AskedAt = Hour.AddSeconds(0.1),
        HeardAt = Hour.AddSeconds(2.1),
        AnsweredAt = Hour.AddSeconds(2.101),
        Status = 200,
        TargetStatus = 200,
        Received = 34,
        Sent = 366,
    };

    private async Task<LogConfig?> Log()
    {
        await rig.Settle();
        return rig.Balancers.All.Values.Single().Log;
    }

    private async Task Modify(string balancer, string bucket, string prefix, string kind = "access_logs") =>
        await rig.Elb.ModifyLoadBalancerAttributes(
            rig.Call("ModifyLoadBalancerAttributes"),
            new()
            {
                LoadBalancerArn = balancer,
                Attributes =
                [
                    new() { Key = $"{kind}.s3.enabled", Value = "true" },
                    new() { Key = $"{kind}.s3.bucket", Value = bucket },
                    new() { Key = $"{kind}.s3.prefix", Value = prefix },
                ],
            },
            ElbRig.Ct);

    private sealed class Numbers : ILogForm<int>
    {
        public string Place => "numbers";

        public string Line(int what) => $"{what}";

        public string File(DateTimeOffset end, IPAddress node, string chance) => $"{end:O} {chance}";
    }
}
