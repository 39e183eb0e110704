using Faultline.Api.CloudFormation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// Takes a stack one step further: looks at what is there, asks for what lacks, and says what it saw. Whoever was
/// killed over a step takes the same one again.
/// </summary>
internal sealed class Hands(Reach reach)
{
    private const string Creating = "create";
    private const string Updating = "update";
    private const string Deleting = "delete";
    private const int EventPagesMax = 20;

    public async Task<Report> Do(Errand errand, CancellationToken ct)
    {
        try
        {
            return errand.Rollout switch
            {
                { IsDetection: true } => await new Detector(reach).Detect(errand, ct),
                { IsDeletion: true } => await Delete(errand, ct),
                { IsImport: true } => await new Importer(reach).Import(errand, ct),
                _ => await Ensure(errand, ct),
            };
        }
        catch (AwsError silent) when (silent.MayPass)
        {
            return new(errand) { Trouble = silent.Message };
        }
        catch (AwsError refused)
        {
            return new(errand) { Ends = false, Why = refused.Message };
        }
    }

    /// <summary>The stack of that id or name; null when there is none.</summary>
    public static async ValueTask<Stack?> Find(Reach reach, Destination there, string stack, CancellationToken ct)
    {
        try
        {
            var found = await reach.Ask<DescribeStacksInput, DescribeStacksOutput>(
                there, static api => api.DescribeStacks, new DescribeStacksInput { StackName = stack }, ct);
            return found.Stacks is [var one, ..] && one.StackStatus != StackStatus.DeleteComplete ? one : null;
        }
        catch (AwsError missing) when (missing.Message.Contains(Texts.NotThere, StringComparison.Ordinal))
        {
            return null;
        }
    }

    private async ValueTask<Report> Ensure(Errand errand, CancellationToken ct)
    {
        var (there, instance) = (Destination.Of(errand), errand.Instance);
        var known = instance.StackId.Length > 0;
        var stack = await Find(reach, there, known ? instance.StackId : instance.StackName, ct);
        switch (errand.Leg.Begun)
        {
            case Creating when stack is null:
                var why = await Cause(errand, instance.StackId, null, ct);
                return new(errand) { Ends = false, IsGone = true, Why = why };
            case Creating when stack is { StackStatus: StackStatus.CreateComplete }:
                return new(errand) { Ends = true };
            case Creating or Updating when stack is not null && IsUnderWay(stack):
                return new(errand);
            case Creating:
                return new(errand) { Ends = false, Why = await Cause(errand, instance.StackId, stack, ct) };
            case Updating when stack is null:
                return new(errand) { IsGone = true, Begun = "" };
            case Updating when stack is { StackStatus: StackStatus.UpdateComplete }:
                return new(errand) { Ends = true };
            case Updating:
                return new(errand) { Ends = false, Why = await Cause(errand, instance.StackId, stack, ct) };
        }

        return stack switch
        {
            null when known => new(errand) { IsGone = true },
            null => new(errand) { StackId = await Create(errand, there, ct), Begun = Creating },

            // It was made by an earlier try, whose answer nobody heard; maybe before the set was changed.
            { } when !known => new(errand) { StackId = stack.StackId },
            { } when IsUnderWay(stack) => new(errand),
            _ => await Update(errand, there, ct),
        };
    }

    private async ValueTask<string> Create(Errand errand, Destination there, CancellationToken ct)
    {
        var set = errand.Set.Shown;
        var made = await reach.Ask<CreateStackInput, CreateStackOutput>(
            there,
            static api => api.CreateStack,
            new CreateStackInput
            {
                StackName = errand.Instance.StackName,
                TemplateBody = set.TemplateBody,
                Parameters = Parameters(errand),
                Capabilities = set.Capabilities,
                Tags = set.Tags,
                OnFailure = OnFailure.Delete,
                ClientRequestToken = errand.Rollout.OperationId,
            },
            ct);
        return made.StackId!;
    }

    private async ValueTask<Report> Update(Errand errand, Destination there, CancellationToken ct)
    {
        var set = errand.Set.Shown;
        try
        {
            await reach.Ask<UpdateStackInput, UpdateStackOutput>(
                there,
                static api => api.UpdateStack,
                new UpdateStackInput
                {
                    StackName = errand.Instance.StackId,
                    TemplateBody = set.TemplateBody,
                    Parameters = Parameters(errand),
                    Capabilities = set.Capabilities,
                    Tags = set.Tags,
                    ClientRequestToken = errand.Rollout.OperationId,
                },
                ct);
        }
        catch (AwsError same) when (same.Message.Contains(Texts.NoUpdates, StringComparison.OrdinalIgnoreCase))
        {
            return new(errand) { Ends = true };
        }

        return new(errand) { Begun = Updating };
    }

    private async ValueTask<Report> Delete(Errand errand, CancellationToken ct)
    {
        var (there, instance) = (Destination.Of(errand), errand.Instance);
        var name = instance.StackId.Length > 0 ? instance.StackId : instance.StackName;
        if (errand.Rollout.Shown.RetainStacks == true || name.Length == 0)
        {
            return new(errand) { Ends = true };
        }

        var stack = await Find(reach, there, name, ct);
        if (stack is null)
        {
            return new(errand) { Ends = true, IsGone = true };
        }

        if (IsUnderWay(stack))
        {
            return new(errand) { StackId = stack.StackId };
        }

        if (errand.Leg.Begun == Deleting)
        {
            return new(errand)
            {
                Ends = false,
                IsInoperable = true,
                Why = await Cause(errand, stack.StackId!, stack, ct),
            };
        }

        await reach.Tell<DeleteStackInput>(
            there,
            static api => api.DeleteStack,
            new DeleteStackInput { StackName = stack.StackId!, ClientRequestToken = errand.Rollout.OperationId },
            ct);
        return new(errand) { StackId = stack.StackId, Begun = Deleting };
    }

    private async ValueTask<string> Cause(Errand errand, string stackId, Stack? stack, CancellationToken ct)
    {
        var events = new List<StackEvent>();
        string? next = null;
        for (var page = 0; page < EventPagesMax && (page == 0 || next is not null); page++)
        {
            var found = await reach.Ask<DescribeStackEventsInput, DescribeStackEventsOutput>(
                Destination.Of(errand),
                static api => api.DescribeStackEvents,
                new DescribeStackEventsInput { StackName = stackId, NextToken = next },
                ct);
            events.AddRange(found.StackEvents ?? []);
            next = found.NextToken;
        }

        return Texts.Cause(events, errand.Instance.StackName, errand.Rollout.OperationId)
            ?? stack?.StackStatusReason
            ?? $"Stack {stackId} is in status {stack?.StackStatus ?? StackStatus.DeleteComplete}";
    }

    private static bool IsUnderWay(Stack stack) =>
        stack.StackStatus!.EndsWith("_IN_PROGRESS", StringComparison.Ordinal)
        && stack.StackStatus != StackStatus.ReviewInProgress;

    /// <summary>The set's values, with those of the instance as far as the template takes them.</summary>
    private static List<Parameter> Parameters(Errand errand)
    {
        var own = errand.Instance.Shown.ParameterOverrides ?? [];
        own = own.Count == 0 ? own : Blueprint.Read(errand.Set.Shown.TemplateBody).Known(own);
        return
        [
            .. (errand.Set.Shown.Parameters ?? []).Where(each => !own.Exists(one => Is(one, each))),
            .. own,
        ];
    }

    private static bool Is(Parameter one, Parameter other) => one.ParameterKey == other.ParameterKey;
}
