
namespace Faultline.Whole.Balancers;

/// <summary>Balancers and certificates, as the AWS CLI makes them and waits for them.</summary>
public sealed class CliTests(Stand stand) : IClassFixture<Stand>
{
    [ToolFact("aws")]
    public async Task A_certificate_is_asked_for_shown_by_a_listener_and_goes_after_it()
    {
        var arn = await Must("acm", "request-certificate", "--domain-name", "example.com", "--validation-method", "DNS",
            "--query", "CertificateArn");
        await Must("acm", "wait", "certificate-validated", "--certificate-arn", arn);
        Assert.Contains(
            arn, await Must("acm", "list-certificates", "--query", "CertificateSummaryList[].CertificateArn"));
        var listener = await Must("elbv2", "create-listener", "--load-balancer-arn", stand.Arn, "--protocol", "HTTPS",
            "--port", "443", "--certificates", $"CertificateArn={arn}",
            "--default-actions", $"Type=forward,TargetGroupArn={stand.Group}", "--query", "Listeners[0].ListenerArn");
        Assert.Equal(stand.Arn, await Must("acm", "describe-certificate", "--certificate-arn", arn,
            "--query", "Certificate.InUseBy[0]"));
        var refused = await Aws("acm", "delete-certificate", "--certificate-arn", arn);
        Assert.Contains("(ResourceInUseException)", refused.Errors);
        await Must("elbv2", "delete-listener", "--listener-arn", listener);
        await Must("acm", "delete-certificate", "--certificate-arn", arn);
    }

    [ToolFact("aws")]
    public async Task Its_waiters_see_balancers_and_targets_come_and_go()
    {
        var subnets = (await Must("ec2", "describe-subnets", "--query", "Subnets[:2].SubnetId")).Split('\t');
        var vpc = await Must("ec2", "describe-vpcs", "--query", "Vpcs[0].VpcId");
        var balancer = await Must(["elbv2", "create-load-balancer", "--name", "cli", "--type", "network",
            "--subnets", .. subnets, "--query", "LoadBalancers[0].LoadBalancerArn"]);
        var group = await Must("elbv2", "create-target-group", "--name", "cli", "--protocol", "TCP", "--port", "80",
            "--vpc-id", vpc, "--target-type", "ip", "--health-check-interval-seconds", "5",
            "--health-check-timeout-seconds", "2", "--healthy-threshold-count", "2",
            "--query", "TargetGroups[0].TargetGroupArn");
        await Must("elbv2", "create-listener", "--load-balancer-arn", balancer, "--protocol", "TCP", "--port", "9090",
            "--default-actions", $"Type=forward,TargetGroupArn={group}");
        await Must("elbv2", "modify-target-group-attributes", "--target-group-arn", group,
            "--attributes", "Key=deregistration_delay.timeout_seconds,Value=1");
        await Must("elbv2", "wait", "load-balancer-exists", "--names", "cli");
        await Must("elbv2", "wait", "load-balancer-available", "--names", "cli");

        // The server itself is a target that takes connections.
        var target = $"Id=127.0.0.1,Port={stand.Server.Port}";
        await Must("elbv2", "register-targets", "--target-group-arn", group, "--targets", target);
        await Must("elbv2", "wait", "target-in-service", "--target-group-arn", group, "--targets", target);
        await Must("elbv2", "deregister-targets", "--target-group-arn", group, "--targets", target);
        await Must("elbv2", "wait", "target-deregistered", "--target-group-arn", group, "--targets", target);
        await Must("elbv2", "delete-load-balancer", "--load-balancer-arn", balancer);
        await Must("elbv2", "wait", "load-balancers-deleted", "--load-balancer-arns", balancer);
        await Must("elbv2", "delete-target-group", "--target-group-arn", group);
    }

    private Task<Ended> Aws(params string[] arguments) => Tool.Run(
        "aws", ["--endpoint-url", stand.Server.Url, .. arguments, "--output", "text"], stand.Server.Environment);

    private async Task<string> Must(params string[] arguments) =>
        (await Aws(arguments)).MustSucceed().Output.Trim();
}
