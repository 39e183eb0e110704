using System.Text.Json.Nodes;
using Faultline.Api.Acm;
using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Api.Elb;
using Faultline.Api.Logs;
using Faultline.Api.Sqs;
using Faultline.Api.Ssm;
using Faultline.Services.Provisioning;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Resources;

/// <summary>Resources that are made while the server dies, and are made again by the same work.</summary>
public sealed class CrashTests
{
    // What is made, and how many there are of it after all.
    private static readonly (string Type, string Asked, Func<Grounds, Task<int>> Count)[] all =
    [
        ("AWS::SQS::Queue", """{"DelaySeconds": 3}""", async grounds =>
            (await Ask<ListQueuesResult>(grounds, SqsModel.Service, "ListQueues", new ListQueuesRequest()))
                .QueueUrls!.Count),
        ("AWS::Logs::LogGroup", """{"RetentionInDays": 3}""", async grounds =>
            (await Ask<DescribeLogGroupsResponse>(
                grounds, LogsModel.Service, "DescribeLogGroups", new DescribeLogGroupsRequest()))
                .LogGroups!.Count(group => group.RetentionInDays == 3)),
        ("AWS::SSM::Parameter", """{"Type": "String", "Value": "v"}""", async grounds =>
            (await Ask<GetParametersByPathResult>(
                grounds, SsmModel.Service, "GetParametersByPath", new GetParametersByPathRequest { Path = "/" }))
                .Parameters!.Count(parameter => parameter.Version == 1)),
        ("AWS::CloudWatch::Alarm", """
            {"Namespace": "n", "MetricName": "m", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
             "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}
            """, async grounds => (await Ask<DescribeAlarmsOutput>(
                grounds, CloudWatchModel.Service, "DescribeAlarms", new DescribeAlarmsInput())).MetricAlarms!.Count),
        ("AWS::CertificateManager::Certificate", """{"DomainName": "example.com", "ValidationMethod": "DNS"}""",
            async grounds => (await Ask<ListCertificatesResponse>(
                grounds, AcmModel.Service, "ListCertificates", new ListCertificatesRequest()))
                .CertificateSummaryList!.Count),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", """
            {"Protocol": "TCP", "Port": 80, "VpcId": "VPC", "TargetType": "ip", "Targets": [{"Id": "172.31.0.9"}],
             "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "0"}]}
            """, async grounds => (await Ask<DescribeTargetGroupsOutput>(
                grounds, ElbModel.Service, "DescribeTargetGroups", new DescribeTargetGroupsInput()))
                .TargetGroups!.Count),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", """{"Subnets": ["SUBNET0", "SUBNET1"], "Scheme": "internal"}""",
            async grounds => (await Ask<DescribeLoadBalancersOutput>(
                grounds, ElbModel.Service, "DescribeLoadBalancers", new DescribeLoadBalancersInput()))
                .LoadBalancers!.Count),
        ("AWS::AutoScaling::LaunchConfiguration",
            """{"ImageId": "ami-0fa01000000000003", "InstanceType": "t3.micro"}""",
            async grounds => (await Ask<LaunchConfigurationsType>(
                grounds, AutoScalingModel.Service, "DescribeLaunchConfigurations", new LaunchConfigurationNamesType()))
                .LaunchConfigurations!.Count),
    ];

    [Fact]
    public void What_is_made_again_after_a_crash_is_there_once() => Grounds.Play(async grounds =>
    {
        var (type, asked, count) = all[grounds.Below(all.Length)];
        var text = asked.Replace("\"VPC\"", $"\"{grounds.Vpc}\"", StringComparison.Ordinal)
            .Replace("SUBNET0", grounds.Subnets[0], StringComparison.Ordinal)
            .Replace("SUBNET1", grounds.Subnets[1], StringComparison.Ordinal);
        var id = await Persist(
            grounds, type, text, null, async (each, work) => await each.Create(work, Grounds.Ct));
        Assert.Equal(1, await count(grounds));

        // A delete that dies is gone on with as well.
        await Persist(grounds, type, text, id, async (each, work) =>
        {
            await each.Delete(work, Grounds.Ct);
            return "";
        });
        Assert.Null(await grounds.On(type, each => each.Read(grounds.Work("It", Read(text), id), Grounds.Ct)));
    }, seeds: 200);

    /// <summary>Tries until it is done, on a server that dies now and then in the middle of it.</summary>
    private static async Task<string> Persist(
        Grounds grounds,
        string type,
        string text,
        string? id,
        Func<ResourceType, Work, Task<string>> act)
    {
        for (var deaths = 0; ; deaths++)
        {
            var doing = grounds.On(type, async each => await act(each, grounds.Work("It", Read(text), id)));
            if (deaths < 2)
            {
                await grounds.Delay(grounds.Below(TimeSpan.FromMilliseconds(20)));
                grounds.Kill();
            }

            try
            {
                var done = await doing;
                if (deaths < 2)
                {
                    await grounds.Start();
                }

                return done;
            }
            catch (HostCrashed)
            {
                await grounds.Start();
            }
        }
    }

    private static Task<T> Ask<T>(Grounds grounds, ServiceModel service, string operation, IStructure input)
        where T : class, IStructure => grounds.Ask<T>(service, operation, input);

    private static JsonObject Read(string text) => JsonNode.Parse(text)!.AsObject();
}
