using System.Text.Json.Nodes;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Settings;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>Listeners. Its id is the ARN; a second try finds the first one's by its port.</summary>
internal sealed class ListenerType(ElbApi elb) : ResourceType("AWS::ElasticLoadBalancingV2::Listener")
{
    private const string Attributed = "ListenerAttributes";
    private const int PageMax = 400;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var listener = await Before(work, ct);
        if (listener is null)
        {
            var request = work.Properties.As<CreateListenerInput>("Tags");
            request.Tags = Tags.Asked(work);
            listener = (await work.Ask(elb.CreateListener, request, ct)).Listeners![0];
        }

        await Attribute(work with { Id = listener.ListenerArn }, Properties.None, listener, ct);
        return listener.ListenerArn!;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var request = work.Properties.As<ModifyListenerInput>();
        request.ListenerArn = work.Id!;
        var listener = (await work.Ask(elb.ModifyListener, request, ct)).Listeners![0];
        await Attribute(work, before, listener, ct);
        await Tags.Update(elb, work, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        elb.DeleteListener, new DeleteListenerInput { ListenerArn = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if ((await this.OrGone(work.Ask(
            elb.DescribeListeners, new DescribeListenersInput { ListenerArns = [work.Id!] }, ct)))
            ?.Listeners![0] is not { } listener)
        {
            return null;
        }

        var attributes = await work.Ask(
            elb.DescribeListenerAttributes, new DescribeListenerAttributesInput { ListenerArn = work.Id! }, ct);
        var shown = this.Shown(listener);
        shown[Attributed] = Attributes.Shown(attributes.Attributes!.Select(each => (each.Key!, each.Value!)));
        shown["Tags"] = Marks.Shown(work, await Tags.Read(elb, work, work.Id!, ct));
        shown["ListenerArn"] = listener.ListenerArn;
        return shown;
    }

    /// <summary>What an earlier try made.</summary>
    private async ValueTask<Listener?> Before(Work work, CancellationToken ct)
    {
        var all = await work.Ask(
            elb.DescribeListeners,
            new DescribeListenersInput
            {
                LoadBalancerArn = work.Properties.Needed("LoadBalancerArn"),
                PageSize = PageMax,
            },
            ct);
        return all.Listeners!.Find(each => each.Port == work.Properties.Number("Port")) is { } there
            && Marks.AreOf(work, await Tags.Read(elb, work, there.ListenerArn!, ct))
                ? there
                : null;
    }

    private async ValueTask Attribute(Work work, Properties before, Listener listener, CancellationToken ct)
    {
        var changed = Attributes.Changed(before, work.Properties, Attributed, ListenerSettings.Of(listener));
        if (changed.Count > 0)
        {
            await work.Ask(
                elb.ModifyListenerAttributes,
                new ModifyListenerAttributesInput
                {
                    ListenerArn = work.Id!,
                    Attributes = changed.ConvertAll(each =>
                        new ListenerAttribute { Key = each.Key, Value = each.Value }),
                },
                ct);
        }
    }
}
