using Faultline.Api.CloudFormation;
using Faultline.Api.Logs;
using Faultline.Api.Ssm;
using Faultline.Tests.Resources;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Change sets that take in by themselves what is there already under the names of their template.</summary>
public sealed class ExistingTests
{
    private const string Template = """
        Resources:
          Group:
            Type: AWS::Logs::LogGroup
            DeletionPolicy: Retain
            Properties: {LogGroupName: /shop/web}
          Stream:
            Type: AWS::Logs::LogStream
            DeletionPolicy: RetainExceptOnCreate
            DependsOn: Group
            Properties: {LogGroupName: /shop/web, LogStreamName: first}
          Other:
            Type: AWS::Logs::LogGroup
            Properties: {LogGroupName: /shop/none}
          Named:
            Type: AWS::Logs::LogGroup
            DeletionPolicy: Retain
            Properties: {LogGroupName: !Sub '/${AWS::StackName}/sub'}
          Parameter:
            Type: AWS::SSM::Parameter
            DeletionPolicy: Retain
            Properties: {Name: /shop/delay, Type: String, Value: '5'}
          Queue:
            Type: AWS::SQS::Queue
            DependsOn: [Group, Stream]
            Properties: {QueueName: jobs}
        """;

    [Fact]
    public void What_is_there_is_taken_in_and_what_is_not_is_made() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await Prepare(grounds);
        var set = await Set(stack, Template, ChangeSetType.Create);
        Assert.Equal(
            ["Import Group /shop/web", "Import Parameter /shop/delay", "Import Stream first", "Add Named", "Add Other",
                "Add Queue"],
            Lines(set));
        Assert.Equal(("CREATE_COMPLETE", true, null), (set.Status, set.ImportExistingResources, set.StatusReason));
        await Execute(stack);
        await grounds.Die();
        await stack.Becomes("CREATE_COMPLETE", stack.End());
        Assert.Equal(
            ["IMPORT_IN_PROGRESS Resource import started.", "IMPORT_COMPLETE Resource import completed."],
            await stack.Events("Group"));
        Assert.Equal("first", await stack.IdOf("Stream"));
        Assert.StartsWith("CREATE_IN_PROGRESS", (await stack.Events("Other"))[0], StringComparison.Ordinal);

        // From here on they are the stack's as all others are, and nobody else's.
        var rival = new RealStack(grounds, "rival");
        var refused = await Set(
            rival, Template.Replace("/shop/none", "/shop/one", StringComparison.Ordinal), ChangeSetType.Create);
        Assert.Equal("FAILED", refused.Status);
        Assert.StartsWith("/shop/web already exists in stack arn:", refused.StatusReason, StringComparison.Ordinal);

        // A stream of the same name in another group is another one.
        await Prepare(grounds, "/shop/two", "/shop/pause");
        var two = await Set(
            new(grounds, "two"),
            Template.Replace("/shop/web", "/shop/two", StringComparison.Ordinal)
                .Replace("/shop/none", "/shop/one", StringComparison.Ordinal)
                .Replace("/shop/delay", "/shop/pause", StringComparison.Ordinal),
            ChangeSetType.Create);
        Assert.Equal(("CREATE_COMPLETE", null), (two.Status, two.StatusReason));
        await stack.Becomes("UPDATE_COMPLETE", stack.Update(Template.Replace(
            "/shop/web}", "/shop/web, RetentionInDays: 7}", StringComparison.Ordinal)));
        Assert.Equal(7, (await Groups(grounds)).Single(each => each.LogGroupName == "/shop/web").RetentionInDays);
        await stack.Delete();
        Assert.Contains("/shop/web", (await Groups(grounds)).Select(each => each.LogGroupName));
    });

    [Fact]
    public void What_would_go_with_the_stack_is_not_taken_in() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await Prepare(grounds);
        var set = await Set(
            stack,
            Template.Replace("DeletionPolicy: Retain\n", "DeletionPolicy: Delete\n", StringComparison.Ordinal),
            ChangeSetType.Create);
        Assert.Equal(("FAILED", "UNAVAILABLE"), (set.Status, set.ExecutionStatus));
        Assert.Equal(
            "CloudFormation is attempting to import some resources because they already exist in your account. The "
            + "resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the "
            + "template for successful import. The affected resources are Group ({LogGroupName=/shop/web}), Parameter "
            + "({Name=/shop/delay})",
            set.StatusReason);
        Assert.Empty(set.Changes!);
    }, seeds: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_taken_in_stays_when_its_stack_goes_back(bool isNew) => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await Prepare(grounds);
        await Make(grounds, "/shop/sub"); // A name that is a function's is not looked for.
        const string Alone = "Resources: {Alone: {Type: AWS::SQS::Queue}}";
        if (!isNew)
        {
            await stack.Becomes("CREATE_COMPLETE", stack.Create(Alone));
        }

        var body = isNew ? Template : Template.Replace(
            "Resources:", "Resources:\n  Alone: {Type: AWS::SQS::Queue}", StringComparison.Ordinal);
        await Set(stack, body, isNew ? ChangeSetType.Create : ChangeSetType.Update);
        await Execute(stack);
        Assert.Equal(isNew ? "ROLLBACK_COMPLETE" : "UPDATE_ROLLBACK_COMPLETE", await stack.End());
        Assert.Equal(["/shop/web"], (await Groups(grounds)).Select(each => each.LogGroupName)
            .Where(each => each is "/shop/web" or "/shop/none"));
        Assert.Single((await grounds.Ask<DescribeLogStreamsResponse>(
            LogsModel.Service, "DescribeLogStreams", new DescribeLogStreamsRequest { LogGroupName = "/shop/web" }))
            .LogStreams!);

        // What is in no stack any more is taken in by the next try.
        await grounds.Ask<DeleteLogGroupRequest>(
            LogsModel.Service, "DeleteLogGroup", new DeleteLogGroupRequest { LogGroupName = "/shop/sub" });
        var again = isNew ? new RealStack(grounds, "again") : stack;
        await Set(again, body, isNew ? ChangeSetType.Create : ChangeSetType.Update, "two");
        await Execute(again, "two");
        await again.Becomes(isNew ? "CREATE_COMPLETE" : "UPDATE_COMPLETE", again.End());
    }, seeds: 1, name: $"taken in, new {isNew}");

    private static async Task Prepare(Grounds grounds, string group = "/shop/web", string parameter = "/shop/delay")
    {
        await Make(grounds, group);
        await grounds.Ask<CreateLogStreamRequest>(
            LogsModel.Service, "CreateLogStream",
            new CreateLogStreamRequest { LogGroupName = group, LogStreamName = "first" });
        await grounds.Ask<PutParameterResult>(SsmModel.Service, "PutParameter", new PutParameterRequest
        {
            Name = parameter,
            Value = "5",
            Type = "String",
        });
    }

    private static async Task Make(Grounds grounds, string group) => await grounds.Ask<CreateLogGroupRequest>(
        LogsModel.Service, "CreateLogGroup", new CreateLogGroupRequest { LogGroupName = group });

    private static async Task<List<LogGroup>> Groups(Grounds grounds) => (await grounds.Ask<DescribeLogGroupsResponse>(
        LogsModel.Service, "DescribeLogGroups", new DescribeLogGroupsRequest())).LogGroups!;

    private static List<string> Lines(DescribeChangeSetOutput set) =>
    [
        .. set.Changes!.Select(each => each.ResourceChange!)
            .OrderByDescending(each => each.Action, StringComparer.Ordinal)
            .ThenBy(each => each.LogicalResourceId, StringComparer.Ordinal)
            .Select(each => $"{each.Action} {each.LogicalResourceId} {each.PhysicalResourceId}".TrimEnd()),
    ];

    private static async Task<DescribeChangeSetOutput> Set(
        RealStack stack, string template, string type, string name = "one")
    {
        await stack.Ask<CreateChangeSetOutput>("CreateChangeSet", new CreateChangeSetInput
        {
            StackName = stack.Name,
            ChangeSetName = name,
            ChangeSetType = type,
            TemplateBody = template,
            ImportExistingResources = true,
        });
        return await stack.Ask<DescribeChangeSetOutput>(
            "DescribeChangeSet", new DescribeChangeSetInput { StackName = stack.Name, ChangeSetName = name });
    }

    private static async Task Execute(RealStack stack, string name = "one") => await stack.Ask<ExecuteChangeSetOutput>(
        "ExecuteChangeSet", new ExecuteChangeSetInput { StackName = stack.Name, ChangeSetName = name });
}
