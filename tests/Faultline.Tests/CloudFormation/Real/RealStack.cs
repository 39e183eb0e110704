using Faultline.Api.CloudFormation;
using Faultline.Tests.Resources;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>A stack of real resources in a region that runs, as a caller sees it.</summary>
internal sealed class RealStack(Grounds grounds, string name = "shop")
{
    private static readonly TimeSpan patience = TimeSpan.FromHours(2);
    private static readonly TimeSpan step = TimeSpan.FromSeconds(1);

    public string Name => name;

    /// <summary>Makes it, and says how that ended.</summary>
    public async Task<string> Create(string template, Action<CreateStackInput>? with = null)
    {
        var request = new CreateStackInput { StackName = name, TemplateBody = template };
        with?.Invoke(request);
        await Ask<CreateStackOutput>("CreateStack", request);
        return await End();
    }

    public async Task<string> Update(string template, Action<UpdateStackInput>? with = null)
    {
        await Begin(template, with);
        return await End();
    }

    /// <summary>An update that is only begun.</summary>
    public Task Begin(string template, Action<UpdateStackInput>? with = null)
    {
        var request = new UpdateStackInput { StackName = name, TemplateBody = template };
        with?.Invoke(request);
        return Ask<UpdateStackOutput>("UpdateStack", request);
    }

    public async Task Delete()
    {
        var id = (await Look(name)).StackId!;
        await Ask<DeleteStackInput>("DeleteStack", new DeleteStackInput { StackName = name });
        Assert.Equal(StackStatus.DeleteComplete, await End(id));
    }

    /// <summary>Waits until nothing is done with it any more.</summary>
    public async Task<string> End(string? id = null)
    {
        for (var waited = TimeSpan.Zero; waited < patience; waited += step)
        {
            var status = (await Look(id ?? name)).StackStatus!;
            if (!status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
            {
                return status;
            }

            await grounds.Delay(step);
        }

        throw new InvalidOperationException($"{name} never comes to an end.");
    }

    /// <summary>What was asked for ends so; else whatever failed says why it does not.</summary>
    public async Task Becomes(string expected, Task<string> asked)
    {
        var status = await asked;
        if (status != expected)
        {
            var events = (await Ask<DescribeStackEventsOutput>(
                "DescribeStackEvents", new DescribeStackEventsInput { StackName = name })).StackEvents!;
            var failed = events.Where(each => each.ResourceStatus!.EndsWith("_FAILED", StringComparison.Ordinal))
                .Select(each => $"{each.LogicalResourceId} {each.ResourceStatus} {each.ResourceStatusReason}");
            Assert.Fail($"It came to {status}, not {expected}.\n{string.Join('\n', failed)}");
        }
    }

    /// <summary>How a service knows a resource.</summary>
    public async Task<string> IdOf(string logicalId) => (await Ask<DescribeStackResourceOutput>(
        "DescribeStackResource",
        new DescribeStackResourceInput { StackName = name, LogicalResourceId = logicalId }))
        .StackResourceDetail!.PhysicalResourceId!;

    public async Task<string> Output(string key) =>
        (await Look(name)).Outputs!.Single(each => each.OutputKey == key).OutputValue!;

    /// <summary>The events of a resource, the oldest first, as <c>CREATE_FAILED reason</c>.</summary>
    public async Task<List<string>> Events(string logicalId)
    {
        var all = (await Ask<DescribeStackEventsOutput>(
            "DescribeStackEvents", new DescribeStackEventsInput { StackName = name })).StackEvents!;
        return
        [
            .. all.Where(each => each.LogicalResourceId == logicalId).Reverse()
                .Select(each => $"{each.ResourceStatus} {each.ResourceStatusReason}".TrimEnd()),
        ];
    }

    public static async Task Refused(Func<Task> act, string says)
    {
        var error = await Assert.ThrowsAsync<AwsError>(act);
        Assert.Equal("ValidationError", error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    public Task<T> Ask<T>(string operation, Wire.Shapes.IStructure input) where T : class, Wire.Shapes.IStructure =>
        grounds.Ask<T>(CloudFormationModel.Service, operation, input);

    public async Task<Stack> Look(string nameOrId) => (await Ask<DescribeStacksOutput>(
        "DescribeStacks", new DescribeStacksInput { StackName = nameOrId })).Stacks!.Single();
}
