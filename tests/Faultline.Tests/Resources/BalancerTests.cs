using Faultline.Api.Ec2;
using Faultline.Api.Elb;

namespace Faultline.Tests.Resources;

/// <summary>The resources of both kinds of load balancing, of certificates and of zonal shift.</summary>
public sealed class BalancerTests
{
    private const string V2 = "AWS::ElasticLoadBalancingV2::";

    [Fact]
    public void Load_balancer() => Grounds.Play(async grounds =>
    {
        var balancer = new Resource(grounds, $"{V2}LoadBalancer", "Front");
        var shown = await balancer.Make($$"""
            {"Subnets": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"], "Scheme": "internal",
             "LoadBalancerAttributes": [{"Key": "idle_timeout.timeout_seconds", "Value": "120"}],
             "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        Assert.Equal(balancer.Id, (string)shown["LoadBalancerArn"]!);
        Assert.EndsWith($":loadbalancer/{shown["LoadBalancerFullName"]}", balancer.Id, StringComparison.Ordinal);
        await balancer.Change($$"""
            {"Subnets": ["{{grounds.Subnets[1]}}", "{{grounds.Subnets[2]}}"], "Scheme": "internal",
             "SecurityGroups": ["{{grounds.SecurityGroup}}"],
             "LoadBalancerAttributes": [{"Key": "routing.http2.enabled", "Value": "false"}]}
            """);
        await balancer.End();
    });

    [Fact]
    public void A_load_balancer_of_somebody_else_is_not_taken() => Grounds.Play(async grounds =>
    {
        await grounds.Ask<CreateLoadBalancerOutput>(ElbModel.Service, "CreateLoadBalancer", new CreateLoadBalancerInput
        {
            Name = "web",
            Subnets = grounds.Subnets[..2],
        });
        await new Resource(grounds, $"{V2}LoadBalancer", "Front").Refused(
            "AlreadyExists",
            $$"""{"Name": "web", "Subnets": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"]}""",
            "'web'");
    });

    [Fact]
    public void Target_group_listener_and_rule() => Grounds.Play(async grounds =>
    {
        var group = new Resource(grounds, $"{V2}TargetGroup", "Group");
        await group.Make($$"""
            {"Protocol": "HTTP", "Port": 80, "VpcId": "{{grounds.Vpc}}", "TargetType": "ip",
             "Targets": [{"Id": "172.31.0.20", "Port": 8080}], "Matcher": {"HttpCode": "200-299"},
             "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "0"}]}
            """);
        await group.Change($$"""
            {"Protocol": "HTTP", "Port": 80, "VpcId": "{{grounds.Vpc}}", "TargetType": "ip", "HealthCheckPath": "/up",
             "HealthCheckIntervalSeconds": 10,
             "TargetGroupAttributes": [{"Key": "stickiness.enabled", "Value": "true"}]}
            """);
        var balancer = new Resource(grounds, $"{V2}LoadBalancer", "Front");
        await balancer.Make($$"""{"Subnets": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"]}""");
        var listener = new Resource(grounds, $"{V2}Listener", "Listener");
        await listener.Make($$"""
            {"LoadBalancerArn": "{{balancer.Id}}", "Port": "80", "Protocol": "HTTP",
             "DefaultActions": [{"Type": "forward", "TargetGroupArn": "{{group.Id}}"}],
             "ListenerAttributes": [{"Key": "routing.http.response.server.enabled", "Value": "false"}]}
            """);
        Assert.Equal(balancer.Id, (string)(await group.Shown())["LoadBalancerArns"]![0]!);
        await listener.Change($$"""
            {"LoadBalancerArn": "{{balancer.Id}}", "Port": 81, "Protocol": "HTTP", "DefaultActions":
             [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"} }]}
            """);
        var rule = new Resource(grounds, $"{V2}ListenerRule", "Rule");
        await rule.Make($$"""
            {"ListenerArn": "{{listener.Id}}", "Priority": "5", "Conditions":
             [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]} }],
             "Actions": [{"Type": "forward", "TargetGroupArn": "{{group.Id}}"}]}
            """);
        await rule.Change($$"""
            {"ListenerArn": "{{listener.Id}}", "Priority": 6, "Conditions":
             [{"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]} }], "Actions":
             [{"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Host": "b.example.com"} }]}
            """);
        await rule.End();
        await listener.End();
        await balancer.End();
        await group.End();
    });

    [Fact]
    public void Certificates() => Grounds.Play(async grounds =>
    {
        var one = new Resource(grounds, "AWS::CertificateManager::Certificate", "One");
        await one.Make("""
            {"DomainName": "example.com", "ValidationMethod": "DNS", "SubjectAlternativeNames": ["*.example.com"]}
            """);
        await one.Change("""
            {"DomainName": "example.com", "ValidationMethod": "DNS", "SubjectAlternativeNames": ["*.example.com"],
             "CertificateTransparencyLoggingPreference": "DISABLED", "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        var two = new Resource(grounds, "AWS::CertificateManager::Certificate", "Two");
        await two.Make("""{"DomainName": "example.org", "ValidationMethod": "DNS"}""");
        var account = new Resource(grounds, "AWS::CertificateManager::Account", "Account");
        await account.Make("""{"ExpiryEventsConfiguration": {"DaysBeforeExpiry": 30}}""");
        await account.Change("""{"ExpiryEventsConfiguration": {"DaysBeforeExpiry": 20}}""");
        await account.Delete();
        var balancer = new Resource(grounds, $"{V2}LoadBalancer", "Front");
        await balancer.Make($$"""{"Subnets": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"]}""");
        var listener = new Resource(grounds, $"{V2}Listener", "Listener");
        await listener.Make($$"""
            {"LoadBalancerArn": "{{balancer.Id}}", "Port": 443, "Protocol": "HTTPS",
             "Certificates": [{"CertificateArn": "{{one.Id}}"}], "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
             "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"} }]}
            """);
        var more = new Resource(grounds, $"{V2}ListenerCertificate", "More");
        await more.Make($$"""
            {"ListenerArn": "{{listener.Id}}", "Certificates": [{"CertificateArn": "{{two.Id}}"}]}
            """);
        await more.End();
        await listener.End();
        await balancer.End();
        await two.End();
        await one.End();
    });

    [Fact]
    public void Classic_load_balancer() => Grounds.Play(async grounds =>
    {
        var images = await grounds.Ask<Reservation>(Ec2Model.Service, "RunInstances", new RunInstancesRequest
        {
            ImageId = "ami-0fa01000000000003",
            InstanceType = "t3.micro",
            MinCount = 1,
            MaxCount = 1,
        });
        var balancer = new Resource(grounds, "AWS::ElasticLoadBalancing::LoadBalancer", "Old")
        {
            Unseen = ["Policies", "AppCookieStickinessPolicy", "LBCookieStickinessPolicy"],
        };
        await balancer.Make($$"""
            {"Subnets": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"], "CrossZone": true,
             "Listeners": [{"LoadBalancerPort": "80", "InstancePort": "8080", "Protocol": "http",
                            "PolicyNames": ["sticky"]}],
             "LBCookieStickinessPolicy": [{"PolicyName": "sticky", "CookieExpirationPeriod": "60"}],
             "HealthCheck": {"Target": "HTTP:8080/", "Interval": "10", "Timeout": "5", "HealthyThreshold": "2",
                             "UnhealthyThreshold": "3"}, "Tags": [{"Key": "a", "Value": "1"}]}
            """);
        await balancer.Change($$"""
            {"Subnets": ["{{grounds.Subnets[1]}}", "{{grounds.Subnets[2]}}"],
             "Instances": ["{{images.Instances![0].InstanceId}}"], "ConnectionSettings": {"IdleTimeout": 30},
             "Listeners": [{"LoadBalancerPort": "80", "InstancePort": "8081", "Protocol": "http",
                            "PolicyNames": ["sticky"]},
                           {"LoadBalancerPort": "25", "InstancePort": "25", "Protocol": "tcp"}],
             "LBCookieStickinessPolicy": [{"PolicyName": "sticky", "CookieExpirationPeriod": "90"}],
             "Policies": [{"PolicyName": "proxy", "PolicyType": "ProxyProtocolPolicyType", "InstancePorts": ["25"],
                           "Attributes": [{"Name": "ProxyProtocol", "Value": "true"}]}],
             "HealthCheck": {"Target": "TCP:25", "Interval": "20", "Timeout": "5", "HealthyThreshold": "2",
                             "UnhealthyThreshold": "3"} }
            """);
        await balancer.End();
    });

    [Fact]
    public void Zonal_autoshift() => Grounds.Play(async grounds =>
    {
        var balancer = new Resource(grounds, $"{V2}LoadBalancer", "Front");
        await balancer.Make($$"""
            {"Subnets": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"],
             "LoadBalancerAttributes": [{"Key": "zonal_shift.config.enabled", "Value": "true"}]}
            """);
        string Asked(string more) => $$"""
            {"ResourceIdentifier": "{{balancer.Id}}", "ZonalAutoshiftStatus": "ENABLED", "PracticeRunConfiguration":
             {"OutcomeAlarms": [{"Type": "CLOUDWATCH",
               "AlarmIdentifier": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"}]{{more}} } }
            """;
        var shift = new Resource(grounds, "AWS::ARCZonalShift::ZonalAutoshiftConfiguration", "Shift");
        await shift.Make(Asked(""));
        await shift.Change(Asked(""", "BlockedDates": ["2027-01-01"]"""));
        await shift.End();
        await balancer.End();
        var observer = new Resource(grounds, "AWS::ARCZonalShift::AutoshiftObserverNotificationStatus", "Observer");
        await observer.Make("""{"Status": "ENABLED"}""");
        await observer.Delete();
        Assert.Equal($"{Grounds.Account}|{Grounds.Here}", observer.Id);
    });
}
