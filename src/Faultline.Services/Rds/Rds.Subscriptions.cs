using Faultline.Api.Rds;
using Faultline.Services.Rds.Events;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<CreateEventSubscriptionResult> CreateEventSubscription(
        Call call, CreateEventSubscriptionMessage request, CancellationToken ct)
    {
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var state = held.State;
        var made = Subscription.Made(state, call, region, request) with { Tags = tags };
        if (state.Subscriptions.Find(made.Id) is not null)
        {
            throw RdsErrors.SubscriptionAlreadyExistFault(
                $"Event subscription {request.SubscriptionName} already exists.");
        }

        Limits.Check(
            state.Subscriptions.Of(call.Account).Count(),
            Limits.SubscriptionsMax,
            RdsErrors.EventSubscriptionQuotaExceededFault,
            "event subscriptions");
        state.Subscriptions.Put(made);
        await held.Keep();
        return new() { EventSubscription = made.Shown };
    }

    public override async ValueTask<ModifyEventSubscriptionResult> ModifyEventSubscription(
        Call call, ModifyEventSubscriptionMessage request, CancellationToken ct) => new()
        {
            EventSubscription = await Change(
                call, request.SubscriptionName, (_, row) => Subscription.Changed(row, request), ct),
        };

    public override async ValueTask<DeleteEventSubscriptionResult> DeleteEventSubscription(
        Call call, DeleteEventSubscriptionMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Subscribed(held.State, call, request.SubscriptionName);
        held.State.Subscriptions.Remove(row.Id);
        await held.Keep();
        return new() { EventSubscription = row.With(shown => shown.Status = Subscription.Deleting).Shown };
    }

    public override async ValueTask<EventSubscriptionsMessage> DescribeEventSubscriptions(
        Call call, DescribeEventSubscriptionsMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = string.IsNullOrEmpty(request.SubscriptionName)
            ? held.State.Subscriptions.Of(call.Account)
            : [Subscribed(held.State, call, request.SubscriptionName)];
        var (page, next) = Pages.Cut(
            call, all.By(request.Filters), row => row.Shown.CustSubscriptionId!, request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { EventSubscriptionsList = page.ConvertAll(row => row.Shown), Marker = next };
    }

    /// <summary>One that is in it already stays.</summary>
    public override async ValueTask<AddSourceIdentifierToSubscriptionResult> AddSourceIdentifierToSubscription(
        Call call, AddSourceIdentifierToSubscriptionMessage request, CancellationToken ct)
    {
        var source = request.SourceIdentifier;
        return new()
        {
            EventSubscription = await Change(
                call,
                request.SubscriptionName,
                (state, row) =>
                {
                    if (row.Shown.SourceType is not { } type)
                    {
                        throw Refusal.Combination("SourceType must be specified if SourceIds are specified.");
                    }

                    Subscription.CheckSource(state, call.Account, region, type, source);
                    return row.With(shown =>
                        shown.SourceIdsList = [.. shown.SourceIdsList!.Append(source).Distinct()]);
                },
                ct),
        };
    }

    public override async ValueTask<RemoveSourceIdentifierFromSubscriptionResult>
        RemoveSourceIdentifierFromSubscription(
            Call call, RemoveSourceIdentifierFromSubscriptionMessage request, CancellationToken ct) => new()
            {
                EventSubscription = await Change(
                    call,
                    request.SubscriptionName,
                    (_, row) => row.Shown.SourceIdsList!.Contains(request.SourceIdentifier)
                        ? row.With(shown => shown.SourceIdsList =
                            [.. shown.SourceIdsList!.Where(each => each != request.SourceIdentifier)])
                        : throw RdsErrors.SourceNotFoundFault(
                            $"{request.SourceIdentifier} is not a source of {request.SubscriptionName}."),
                    ct),
            };

    private static NamedRow<EventSubscription> Subscribed(RdsState state, Call call, string name) =>
        state.Subscriptions.Find(call.Account, Names.Id(call.Account, name)) ?? throw Refusal.NoSubscription(name);

    private async ValueTask<EventSubscription> Change(
        Call call,
        string name,
        Func<RdsState, NamedRow<EventSubscription>, NamedRow<EventSubscription>> change,
        CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var changed = change(held.State, Subscribed(held.State, call, name));
        held.State.Subscriptions.Put(changed);
        await held.Keep();
        return changed.Shown;
    }
}
