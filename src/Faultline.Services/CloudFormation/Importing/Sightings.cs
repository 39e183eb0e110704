using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Running;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Importing;

/// <summary>Looks whether what may be taken into a stack is there, as the caller.</summary>
internal sealed class Sightings(string region, Node node, InnerCalls calls, Types types)
{
    /// <summary>Why it cannot be taken in; null where it is there.</summary>
    public async ValueTask<string?> Lack(Call call, StackRow stack, Candidate candidate, CancellationToken ct)
    {
        var type = types.Find(candidate.Type) ?? new Placeholder(candidate.Type);
        try
        {
            return await type.Read(Work(call, stack, candidate), ct) is null ? NotFound(candidate) : null;
        }
        catch (AwsError error) when (!error.MayPass)
        {
            return type.SaysGone(error) ? NotFound(candidate) : error.Message;
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or AwsError))
        {
            // A type that does not understand a name fails what asks for it, not the whole request.
            node.Report(broken);
            return "Internal Failure";
        }
    }

    private static string NotFound(Candidate candidate) =>
        $"Resource of type '{candidate.Type}' with identifier '{candidate.Id}' was not found.";

    private Work Work(Call call, StackRow stack, Candidate candidate)
    {
        var properties = candidate.Properties.DeepClone().AsObject();
        foreach (var (name, value) in candidate.Identifier)
        {
            properties[name] = value;
        }

        return new()
        {
            StackId = stack.Id,
            StackName = stack.Name,
            LogicalId = candidate.LogicalId,
            Region = region,
            Token = call.Dice.Uuid().Replace("-", "", StringComparison.Ordinal),
            Properties = new(properties),
            Id = candidate.Id,
            Caller = Callers.For(call),
            Origin = call.Origin,
            Calls = calls,
        };
    }
}
