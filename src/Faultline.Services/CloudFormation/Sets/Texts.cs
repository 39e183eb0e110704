using Faultline.Api.CloudFormation;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>What results and instances say of themselves, in AWS's words.</summary>
internal static class Texts
{
    public const string BeyondTolerance = "Cancelled since failure tolerance has exceeded";

    public const string Stopped = "Cancelled since the operation was stopped";

    public const string NoStack = "The stack instance has no stack";

    public const string OtherTemplate = "The template of the stack is not that of the stack set";

    /// <summary>As with "NoUpdatesToPerform": what is so already was brought about.</summary>
    public const string NoUpdates = "No updates are to be performed";

    /// <summary>What a stack that does not exist is called in errors.</summary>
    public const string NotThere = "does not exist";

    /// <summary>The gate that an account may have is a function in Lambda, which is not here.</summary>
    public static AccountGateResult Gate(string account, string region) => new()
    {
        Status = AccountGateStatus.Skipped,
        StatusReason = $"Function not found: arn:aws:lambda:{region}:{account}:function:"
            + "AWSCloudFormationStackSetAccountGate",
    };

    /// <summary>Why a stack failed, by the event that came first of those that say so.</summary>
    public static string? Cause(IEnumerable<StackEvent> newestFirst, string stackName, string token)
    {
        var all = newestFirst.ToList();
        var own = all.FindAll(each => each.ClientRequestToken == token);
        var failed = (own.Count > 0 ? own : all).FindLast(each =>
            each.ResourceStatus?.EndsWith("_FAILED", StringComparison.Ordinal) == true
            && each.LogicalResourceId != stackName
            && each.ResourceStatusReason?.Contains("cancelled", StringComparison.OrdinalIgnoreCase) != true);
        return failed is null
            ? null
            : $"ResourceLogicalId:{failed.LogicalResourceId}, ResourceType:{failed.ResourceType}, "
                + $"ResourceStatusReason:{failed.ResourceStatusReason}.";
    }
}
