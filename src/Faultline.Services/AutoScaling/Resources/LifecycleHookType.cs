using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>Lifecycle hooks of groups. Its id is the hook's name; putting it twice makes one.</summary>
internal sealed class LifecycleHookType(AutoScalingApi scaling) : ResourceType("AWS::AutoScaling::LifecycleHook")
{
    private const int NameMax = 255;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("LifecycleHookName") ?? work.Name(NameMax);
        await Put(work, name, ct);
        return name;
    }

    /// <summary>What is not said of a hook stays as it is, so that one that says less is made anew.</summary>
    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        if (before.Names.Any(name => !work.Properties.Has(name)))
        {
            await Delete(work, ct);
        }

        await Put(work, work.Id!, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        scaling.DeleteLifecycleHook,
        new DeleteLifecycleHookType { AutoScalingGroupName = Group(work), LifecycleHookName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await this.OrGone(work.Ask(
            scaling.DescribeLifecycleHooks,
            new DescribeLifecycleHooksType { AutoScalingGroupName = Group(work), LifecycleHookNames = [work.Id!] },
            ct));
        return found?.LifecycleHooks!.FirstOrDefault() is { } hook ? this.Shown(hook) : null;
    }

    public override bool SaysGone(AwsError error) => Absence.Is(error);

    private static string Group(Work work) => work.Properties.Needed("AutoScalingGroupName");

    private async ValueTask Put(Work work, string name, CancellationToken ct)
    {
        var request = work.Properties.As<PutLifecycleHookType>();
        request.LifecycleHookName = name;
        await work.Ask(scaling.PutLifecycleHook, request, ct);
    }
}
