using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// What of an instance is changed only while it is stopped. One that runs is stopped for it, and is started again; the
/// instance bears a tag meanwhile, so that whoever goes on after a crash knows that it is to run.
/// </summary>
internal sealed class InstanceRest(Ec2Api ec2)
{
    private const string Type = "InstanceType";
    private const string Data = "UserData";
    private const string Optimized = "EbsOptimized";

    private static readonly Tag mark = new() { Key = "aws:cloudformation:starts-again", Value = "true" };

    public static IReadOnlyList<string> Names { get; } = [Type, Data, Optimized];

    /// <summary>Stops the instance where something is to be changed that it cannot be while it runs.</summary>
    public async ValueTask Begin(Work work, Properties before, Instance instance, CancellationToken ct)
    {
        if (Names.All(name => Nodes.Same(before[name], work.Properties[name]))
            || instance.State!.Name is not (InstanceStateName.Running or InstanceStateName.Pending)
            || (await Wanted(work, instance, before, ct)).Count == 0)
        {
            return;
        }

        await work.Ask(ec2.CreateTags, new CreateTagsRequest { Resources = [work.Id!], Tags = [mark] }, ct);
        if (instance.State.Name == InstanceStateName.Running)
        {
            await work.Ask(ec2.StopInstances, new StopInstancesRequest { InstanceIds = [work.Id!] }, ct);
        }
    }

    /// <summary>Takes the instance one step further. It is over when it runs, or is stopped as it was before.</summary>
    public async ValueTask<bool> IsOver(Work work, Instance instance, CancellationToken ct)
    {
        var isMarked = instance.Tags!.Exists(tag => tag.Key == mark.Key);
        switch (instance.State!.Name)
        {
            case InstanceStateName.Running when isMarked:
                if ((await Wanted(work, instance, null, ct)).Count > 0)
                {
                    await work.Ask(ec2.StopInstances, new StopInstancesRequest { InstanceIds = [work.Id!] }, ct);
                    return false;
                }

                await work.Ask(ec2.DeleteTags, new DeleteTagsRequest { Resources = [work.Id!], Tags = [mark] }, ct);
                return true;
            case InstanceStateName.Running:
                return true;
            case InstanceStateName.Stopped:
                foreach (var request in await Wanted(work, instance, null, ct))
                {
                    await work.Ask(ec2.ModifyInstanceAttribute, request, ct);
                }

                if (!isMarked)
                {
                    return true;
                }

                await work.Ask(ec2.StartInstances, new StartInstancesRequest { InstanceIds = [work.Id!] }, ct);
                return false;
            default:
                return false;
        }
    }

    public async ValueTask Show(Work work, JsonObject shown, CancellationToken ct)
    {
        if (work.Properties.Has(Data))
        {
            shown[Data] = await UserData(work, ct);
        }
    }

    /// <summary>
    /// What is still to be changed: of what the template says, or said before and says no more.
    /// </summary>
    private async ValueTask<List<ModifyInstanceAttributeRequest>> Wanted(
        Work work, Instance instance, Properties? before, CancellationToken ct)
    {
        var (id, now, wanted) = (work.Id!, work.Properties, new List<ModifyInstanceAttributeRequest>());
        if (now.Text(Type) is { } type && type != instance.InstanceType)
        {
            wanted.Add(new() { InstanceId = id, InstanceType = new() { Value = type } });
        }

        var optimized = now.Flag(Optimized) ?? (before?.Has(Optimized) == true ? false : null);
        if (optimized is not null && optimized != (instance.EbsOptimized ?? false))
        {
            wanted.Add(new() { InstanceId = id, EbsOptimized = new() { Value = optimized } });
        }

        if (now.Text(Data) is { } data && data != (await UserData(work, ct) ?? ""))
        {
            wanted.Add(new() { InstanceId = id, UserData = new() { Value = Bytes(data) } });
        }

        return wanted;
    }

    private async ValueTask<string?> UserData(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            ec2.DescribeInstanceAttribute,
            new DescribeInstanceAttributeRequest { InstanceId = work.Id!, Attribute = InstanceAttributeName.UserData },
            ct);
        return found.UserData?.Value;
    }

    private static byte[] Bytes(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw Refusal.Value("Invalid BASE64 encoding of user data.");
        }
    }
}
