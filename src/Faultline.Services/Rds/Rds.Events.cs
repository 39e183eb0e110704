using Faultline.Api.Rds;
using Faultline.Services.Rds.Events;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<EventsMessage> DescribeEvents(
        Call call, DescribeEventsMessage request, CancellationToken ct)
    {
        EventRules.Check(request);
        var (from, until) = EventRules.Span(request, call.Now);
        using var held = await book.Take(ct);
        var all = held.State.Events.Of(call.Account)
            .Where(row => row.Shown.Date >= from && row.Shown.Date <= until && EventRules.Passes(request, row.Shown))
            .By(request.Filters);

        // Numbers rise with time; with zeros before them they sort as text does.
        var (page, next) = Pages.Cut(
            call, all, row => row.Id.PadLeft(20, '0'), request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { Events = page.ConvertAll(row => row.Shown), Marker = next };
    }

    public override ValueTask<EventCategoriesMessage> DescribeEventCategories(
        Call call, DescribeEventCategoriesMessage request, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(request.SourceType))
        {
            EventRules.CheckType(request.SourceType);
        }

        return new(new EventCategoriesMessage
        {
            EventCategoriesMapList =
            [
                .. EventCategories.All
                    .Where(each => string.IsNullOrEmpty(request.SourceType) || each.SourceType == request.SourceType)
                    .By(request.Filters),
            ],
        });
    }
}
