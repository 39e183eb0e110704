using Faultline.Api.Acm;
using Faultline.Api.AutoScaling;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.Logs;
using Faultline.Api.Sqs;
using Faultline.Api.Ssm;
using Faultline.Tests.Resources;
using CloudTag = Faultline.Api.CloudFormation.Tag;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>The tags of a stack are those of its resources, also when they become others, or none.</summary>
public sealed class TagTests
{
    private const string Template = """
        Resources:
          Queue: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: own, Value: q}]}}
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16, Tags: [{Key: own, Value: v}]}}
          Targets:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties: {Protocol: HTTP, Port: 80, VpcId: !Ref Vpc}
          Classic:
            Type: AWS::ElasticLoadBalancing::LoadBalancer
            Properties:
              AvailabilityZones: [eu-west-1a]
              Listeners: [{LoadBalancerPort: '80', InstancePort: '80', Protocol: TCP}]
          Group:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              MinSize: '0'
              MaxSize: '0'
              AvailabilityZones: [eu-west-1a]
              LaunchConfigurationName: !Ref Launch
          Launch:
            Type: AWS::AutoScaling::LaunchConfiguration
            Properties: {ImageId: ami-0fa01000000000003, InstanceType: t3.micro}
          Alarm:
            Type: AWS::CloudWatch::Alarm
            Properties:
              ComparisonOperator: GreaterThanThreshold
              EvaluationPeriods: 1
              Namespace: Shop
              MetricName: Sales
              Statistic: Sum
              Period: 60
              Threshold: 1
          Log: {Type: AWS::Logs::LogGroup}
          Parameter: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x, Tags: {own: p}}}
        """;

    /// <summary>Something that cannot be made, once all else is as it should be.</summary>
    private const string Broken = """

          Bad:
            Type: AWS::EC2::Subnet
            DependsOn: [Queue, Targets, Classic, Group, Alarm, Log, Parameter]
            Properties: {VpcId: !Ref Vpc, CidrBlock: 192.168.0.0/24}
        """;

    private static readonly string[] all =
        ["Queue", "Vpc", "Targets", "Classic", "Group", "Alarm", "Log", "Parameter"];

    [Fact]
    public void What_is_taken_from_the_stack_is_taken_from_its_resources() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Becomes("CREATE_COMPLETE", stack.Create(
            Template, request => request.Tags = Tags("team=a", "cost=1", "own=stack")));
        await All(grounds, stack, "cost=1, team=a");
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template, request => request.Tags = Tags("team=b")));
        await All(grounds, stack, "team=b");
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template, request => request.Tags = []));
        await All(grounds, stack, "");
        await stack.Delete();
    }, seeds: 1);

    [Fact]
    public void An_update_that_goes_back_takes_its_tags_with_it() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template, request => request.Tags = Tags("team=a", "cost=1"));
        await stack.Becomes("UPDATE_ROLLBACK_COMPLETE", stack.Update(
            Template + Broken, request => request.Tags = Tags("team=b", "new=1")));
        Assert.Contains("UPDATE_COMPLETE", await stack.Events("Queue"));
        await All(grounds, stack, "cost=1, team=a");
    }, seeds: 1);

    [Fact]
    public void An_update_that_stood_still_leaves_no_tags_to_the_next_one() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Create(Template, request => request.Tags = Tags("team=a"));
        await stack.Becomes("UPDATE_FAILED", stack.Update(Template + Broken, request =>
            (request.Tags, request.DisableRollback) = (Tags("team=a", "halted=1"), true)));
        await All(grounds, stack, "halted=1, team=a");
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template, request => request.Tags = Tags("team=a")));
        await All(grounds, stack, "team=a");
    }, seeds: 1);

    private static List<CloudTag> Tags(params string[] tags) =>
        [.. tags.Select(tag => tag.Split('=')).Select(tag => new CloudTag { Key = tag[0], Value = tag[1] })];

    /// <summary>Whatever has tags has these of the stack, and what has tags of its own still has those.</summary>
    private static async Task All(Grounds grounds, RealStack stack, string expected)
    {
        foreach (var logicalId in all)
        {
            var tags = await TagsOf(grounds, logicalId, await stack.IdOf(logicalId));
            Assert.Equal(logicalId, tags["aws:cloudformation:logical-id"]);
            Assert.True(
                logicalId is not ("Queue" or "Vpc" or "Parameter") || tags["own"].Length == 1,
                $"{logicalId} has lost its own tag.");
            var shown = tags.Where(tag => tag.Key != "own" && !tag.Key.StartsWith("aws:", StringComparison.Ordinal))
                .Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
            Assert.Equal($"{logicalId}: {expected}", $"{logicalId}: {string.Join(", ", shown)}");
        }
    }

    private static async Task<Dictionary<string, string>> TagsOf(Grounds grounds, string logicalId, string id) =>
        logicalId switch
        {
            "Queue" => (await grounds.Ask<ListQueueTagsResult>(
                SqsModel.Service, "ListQueueTags", new ListQueueTagsRequest { QueueUrl = id })).Tags!,
            "Vpc" => (await grounds.Ask<DescribeTagsResult>(Ec2Model.Service, "DescribeTags", new DescribeTagsRequest
            {
                Filters = [new() { Name = "resource-id", Values = [id] }],
            })).Tags!.ToDictionary(tag => tag.Key!, tag => tag.Value!),
            "Targets" => (await grounds.Ask<Api.Elb.DescribeTagsOutput>(
                ElbModel.Service, "DescribeTags", new Api.Elb.DescribeTagsInput { ResourceArns = [id] }))
                .TagDescriptions![0].Tags!.ToDictionary(tag => tag.Key, tag => tag.Value!),
            "Classic" => (await grounds.Ask<Api.ClassicElb.DescribeTagsOutput>(
                ClassicElbModel.Service, "DescribeTags",
                new Api.ClassicElb.DescribeTagsInput { LoadBalancerNames = [id] }))
                .TagDescriptions![0].Tags!.ToDictionary(tag => tag.Key, tag => tag.Value!),
            "Group" => (await grounds.Ask<TagsType>(AutoScalingModel.Service, "DescribeTags", new DescribeTagsType
            {
                Filters = [new() { Name = "auto-scaling-group", Values = [id] }],
            })).Tags!.ToDictionary(tag => tag.Key!, tag => tag.Value!),
            "Alarm" => (await grounds.Ask<Api.CloudWatch.ListTagsForResourceOutput>(
                CloudWatchModel.Service, "ListTagsForResource", new Api.CloudWatch.ListTagsForResourceInput
                {
                    ResourceARN = $"arn:aws:cloudwatch:{Grounds.Here}:{Grounds.Account}:alarm:{id}",
                })).Tags!.ToDictionary(tag => tag.Key, tag => tag.Value),
            "Log" => (await grounds.Ask<Api.Logs.ListTagsForResourceResponse>(
                LogsModel.Service, "ListTagsForResource", new Api.Logs.ListTagsForResourceRequest
                {
                    ResourceArn = $"arn:aws:logs:{Grounds.Here}:{Grounds.Account}:log-group:{id}",
                })).Tags!,
            _ => (await grounds.Ask<Api.Ssm.ListTagsForResourceResult>(
                SsmModel.Service, "ListTagsForResource", new Api.Ssm.ListTagsForResourceRequest
                {
                    ResourceType = ResourceTypeForTagging.Parameter,
                    ResourceId = id,
                })).TagList!.ToDictionary(tag => tag.Key, tag => tag.Value),
        };
}
