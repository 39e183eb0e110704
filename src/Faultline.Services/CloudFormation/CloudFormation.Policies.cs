using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    public override async ValueTask SetStackPolicy(Call call, SetStackPolicyInput request, CancellationToken ct)
    {
        if (request.StackPolicyBody is null && request.StackPolicyURL is null)
        {
            throw Refusal.Invalid("You must specify either StackPolicyBody or StackPolicyURL.");
        }

        CheckPolicy(request.StackPolicyBody, request.StackPolicyURL);
        using var held = await book.Take(ct);
        held.State.Stacks.Put(
            Find(held.State, call, request.StackName) with { Policy = request.StackPolicyBody });
        await held.Keep();
    }

    public override async ValueTask<GetStackPolicyOutput> GetStackPolicy(
        Call call, GetStackPolicyInput request, CancellationToken ct) =>
        new() { StackPolicyBody = (await Look(call, request.StackName, ct)).Policy };

    public override async ValueTask<UpdateTerminationProtectionOutput> UpdateTerminationProtection(
        Call call, UpdateTerminationProtectionInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = Find(held.State, call, request.StackName);
        if (stack.Shown.ParentId is not null)
        {
            throw Refusal.Invalid("Termination protection cannot be updated on nested stacks; update the root stack.");
        }

        held.State.Stacks.Put(stack.With(shown =>
            shown.EnableTerminationProtection = request.EnableTerminationProtection));
        await held.Keep();
        return new() { StackId = stack.Id };
    }

    public override ValueTask<DescribeAccountLimitsOutput> DescribeAccountLimits(
        Call call, DescribeAccountLimitsInput request, CancellationToken ct) => ValueTask.FromResult(
        new DescribeAccountLimitsOutput
        {
            AccountLimits =
            [
                new() { Name = "StackLimit", Value = Limits.StacksMax },
                new() { Name = "StackOutputsLimit", Value = Limits.OutputsMax },
                new() { Name = "ConcurrentResourcesLimit", Value = Limits.ConcurrentResourcesMax },
            ],
        });

    public override async ValueTask<ListExportsOutput> ListExports(
        Call call, ListExportsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = held.State.ExportsOf(call.Account)
            .Select(each => new Export
            {
                ExportingStackId = each.Stack.Id,
                Name = each.Output.ExportName,
                Value = each.Output.OutputValue,
            })
            .OrderBy(each => each.Name, StringComparer.Ordinal)
            .ToList();
        await held.Keep();
        var (page, next) = Pages.Cut(call, all, each => each.Name!, request.NextToken);
        return new() { Exports = page, NextToken = next };
    }

    public override async ValueTask<ListImportsOutput> ListImports(
        Call call, ListImportsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = held.State.ImportersOf(call.Account, request.ExportName)
            .Select(stack => stack.Name).Order(StringComparer.Ordinal).ToList();
        await held.Keep();
        if (all.Count == 0)
        {
            throw Refusal.Invalid($"Export '{request.ExportName}' is not imported by any stack.");
        }

        var (page, next) = Pages.Cut(call, all, name => name, request.NextToken);
        return new() { Imports = page, NextToken = next };
    }
}
