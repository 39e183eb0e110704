using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Api.Sqs;
using Faultline.Tests.Resources;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Real resources that somebody has changed, and that a change set brings back.</summary>
public sealed class RevertDriftTests
{
    private const string Template = """
        Resources:
          Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Group:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: web
              VpcId: !Ref Net
              SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]
          Attached:
            Type: AWS::EC2::SecurityGroupIngress
            Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
          Queue:
            Type: AWS::SQS::Queue
            Properties: {DelaySeconds: 5, Tags: [{Key: team, Value: a}]}
          Lost: {Type: AWS::SQS::Queue}
        Outputs:
          Lost: {Value: !Ref Lost}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rules_attributes_and_tags_are_as_the_template_says_again_or_as_they_were(bool isBad) => Grounds.Play(
        async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Becomes("CREATE_COMPLETE", stack.Create(Template));
        await Spoil(grounds, stack);
        await stack.Ask<CreateChangeSetOutput>("CreateChangeSet", new CreateChangeSetInput
        {
            StackName = stack.Name,
            ChangeSetName = "back",
            DeploymentMode = DeploymentMode.RevertDrift,
            TemplateBody = isBad
                ? Template.Replace("Outputs:", "  Bad: {Type: AWS::SQS::Queue, DependsOn: [Group, Queue], Properties: "
                    + "{DelaySeconds: 100000}}\nOutputs:", StringComparison.Ordinal)
                : Template,
        });
        var set = await stack.Ask<DescribeChangeSetOutput>(
            "DescribeChangeSet", new DescribeChangeSetInput { StackName = stack.Name, ChangeSetName = "back" });
        Assert.Equal(
            ["Add Lost DELETED", "Modify Group MODIFIED", "Modify Queue MODIFIED"],
            set.Changes!.Select(each => each.ResourceChange!).Where(each => each.LogicalResourceId != "Bad")
                .Select(each => $"{each.Action} {each.LogicalResourceId} {each.ResourceDriftStatus}")
                .Order(StringComparer.Ordinal));
        await stack.Ask<ExecuteChangeSetOutput>(
            "ExecuteChangeSet", new ExecuteChangeSetInput { StackName = stack.Name, ChangeSetName = "back" });
        await stack.Becomes(isBad ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE", stack.End());
        Assert.Equal(isBad ? [22, 443] : [80, 443], await Ports(grounds, stack));
        Assert.Equal(isBad ? ("9", "b me") : ("5", "a me"), await Queue(grounds, stack));
        if (!isBad)
        {
            await grounds.Ask<GetQueueAttributesResult>(
                SqsModel.Service, "GetQueueAttributes",
                new GetQueueAttributesRequest { QueueUrl = await stack.Output("Lost") });
        }
    }, seeds: 1, name: $"drift, bad {isBad}");

    private static async Task Spoil(Grounds grounds, RealStack stack)
    {
        var group = await stack.IdOf("Group");
        await grounds.Ask<RevokeSecurityGroupIngressResult>(
            Ec2Model.Service, "RevokeSecurityGroupIngress",
            new RevokeSecurityGroupIngressRequest { GroupId = group, IpPermissions = [Rule(80)] });
        await grounds.Ask<AuthorizeSecurityGroupIngressResult>(
            Ec2Model.Service, "AuthorizeSecurityGroupIngress",
            new AuthorizeSecurityGroupIngressRequest { GroupId = group, IpPermissions = [Rule(22)] });
        var queue = await stack.IdOf("Queue");
        await grounds.Ask<SetQueueAttributesRequest>(
            SqsModel.Service, "SetQueueAttributes",
            new SetQueueAttributesRequest { QueueUrl = queue, Attributes = new() { ["DelaySeconds"] = "9" } });
        await grounds.Ask<TagQueueRequest>(
            SqsModel.Service, "TagQueue",
            new TagQueueRequest { QueueUrl = queue, Tags = new() { ["owner"] = "me", ["team"] = "b" } });
        await grounds.Ask<DeleteQueueRequest>(
            SqsModel.Service, "DeleteQueue", new DeleteQueueRequest { QueueUrl = await stack.IdOf("Lost") });
    }

    private static IpPermission Rule(int port) => new()
    {
        IpProtocol = "tcp", FromPort = port, ToPort = port, IpRanges = [new() { CidrIp = "0.0.0.0/0" }],
    };

    private static async Task<List<int>> Ports(Grounds grounds, RealStack stack) =>
    [
        .. (await grounds.Ask<DescribeSecurityGroupsResult>(
            Ec2Model.Service, "DescribeSecurityGroups",
            new DescribeSecurityGroupsRequest { GroupIds = [await stack.IdOf("Group")] }))
            .SecurityGroups!.Single().IpPermissions!.Select(each => each.FromPort!.Value).Order(),
    ];

    private static async Task<(string Delay, string Tags)> Queue(Grounds grounds, RealStack stack)
    {
        var queue = await stack.IdOf("Queue");
        var attributes = (await grounds.Ask<GetQueueAttributesResult>(
            SqsModel.Service, "GetQueueAttributes",
            new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["All"] })).Attributes!;
        var tags = (await grounds.Ask<ListQueueTagsResult>(
            SqsModel.Service, "ListQueueTags", new ListQueueTagsRequest { QueueUrl = queue })).Tags!;
        return (attributes["DelaySeconds"], $"{tags["team"]} {tags.GetValueOrDefault("owner")}");
    }
}
