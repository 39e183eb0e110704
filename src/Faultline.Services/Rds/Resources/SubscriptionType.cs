using System.Text.Json.Nodes;
using Faultline.Api.Rds;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Rds.Resources;

/// <summary>Event subscriptions. Its id is the name.</summary>
internal sealed class SubscriptionType(RdsApi rds) : ResourceType("AWS::RDS::EventSubscription")
{
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = Tags.NameOf(work, "SubscriptionName", 254);
        if (await Look(work, name, ct) is { } there)
        {
            await Tags.CheckOwn(rds, work, Name, there.EventSubscriptionArn!, name, ct);
            return name;
        }

        var request = work.Properties.As<CreateEventSubscriptionMessage>("Tags");
        request.SubscriptionName = name;
        request.Tags = Tags.Asked(work);
        await work.Ask(rds.CreateEventSubscription, request, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var (was, now) = (before.Texts("SourceIds"), work.Properties.Texts("SourceIds"));
        foreach (var gone in was.Except(now, StringComparer.Ordinal))
        {
            await this.OrGone(work.Ask(
                rds.RemoveSourceIdentifierFromSubscription,
                new RemoveSourceIdentifierFromSubscriptionMessage
                {
                    SubscriptionName = work.Id!,
                    SourceIdentifier = gone,
                },
                ct));
        }

        // What the template has no longer goes; the API would keep what a call does not say.
        var request = work.Properties.As<ModifyEventSubscriptionMessage>("SnsTopicArn");
        request.SubscriptionName = work.Id!;
        request.EventCategories ??= [];
        request.Enabled ??= true;
        var shown = await work.Ask(rds.ModifyEventSubscription, request, ct);
        foreach (var added in now.Except(was, StringComparer.Ordinal))
        {
            await work.Ask(
                rds.AddSourceIdentifierToSubscription,
                new AddSourceIdentifierToSubscriptionMessage { SubscriptionName = work.Id!, SourceIdentifier = added },
                ct);
        }

        await Tags.Update(rds, work, before, shown.EventSubscription!.EventSubscriptionArn!, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        rds.DeleteEventSubscription, new DeleteEventSubscriptionMessage { SubscriptionName = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } subscription)
        {
            return null;
        }

        var shown = this.Shown(subscription);
        shown["SubscriptionName"] = subscription.CustSubscriptionId;
        shown["EventCategories"] = Asking.List(subscription.EventCategoriesList);
        shown["SourceIds"] = Asking.List(subscription.SourceIdsList);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(rds, work, subscription.EventSubscriptionArn!, ct));
        return shown;
    }

    private async ValueTask<EventSubscription?> Look(Work work, string name, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            rds.DescribeEventSubscriptions,
            new DescribeEventSubscriptionsMessage { SubscriptionName = name },
            ct)))?.EventSubscriptionsList![0];
}
