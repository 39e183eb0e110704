using Faultline.Api.Rds;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>Operations that are still to be built: each answers 501, by its name.</summary>
internal sealed partial class Rds
{
    public override ValueTask<AddSourceIdentifierToSubscriptionResult> AddSourceIdentifierToSubscription(
        Call call, AddSourceIdentifierToSubscriptionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask AddTagsToResource(
        Call call, AddTagsToResourceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CopyOptionGroupResult> CopyOptionGroup(
        Call call, CopyOptionGroupMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CreateEventSubscriptionResult> CreateEventSubscription(
        Call call, CreateEventSubscriptionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CreateOptionGroupResult> CreateOptionGroup(
        Call call, CreateOptionGroupMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DeleteEventSubscriptionResult> DeleteEventSubscription(
        Call call, DeleteEventSubscriptionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask DeleteOptionGroup(
        Call call, DeleteOptionGroupMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<AccountAttributesMessage> DescribeAccountAttributes(
        Call call, DescribeAccountAttributesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<CertificateMessage> DescribeCertificates(
        Call call, DescribeCertificatesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DBEngineVersionMessage> DescribeDBEngineVersions(
        Call call, DescribeDBEngineVersionsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DescribeDBLogFilesResponse> DescribeDBLogFiles(
        Call call, DescribeDBLogFilesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DescribeDBMajorEngineVersionsResponse> DescribeDBMajorEngineVersions(
        Call call, DescribeDBMajorEngineVersionsRequest request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<EventCategoriesMessage> DescribeEventCategories(
        Call call, DescribeEventCategoriesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<EventSubscriptionsMessage> DescribeEventSubscriptions(
        Call call, DescribeEventSubscriptionsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<EventsMessage> DescribeEvents(
        Call call, DescribeEventsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<OptionGroupOptionsMessage> DescribeOptionGroupOptions(
        Call call, DescribeOptionGroupOptionsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<OptionGroups> DescribeOptionGroups(
        Call call, DescribeOptionGroupsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<OrderableDBInstanceOptionsMessage> DescribeOrderableDBInstanceOptions(
        Call call, DescribeOrderableDBInstanceOptionsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<SourceRegionMessage> DescribeSourceRegions(
        Call call, DescribeSourceRegionsMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<DownloadDBLogFilePortionDetails> DownloadDBLogFilePortion(
        Call call, DownloadDBLogFilePortionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<TagListMessage> ListTagsForResource(
        Call call, ListTagsForResourceMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ModifyCertificatesResult> ModifyCertificates(
        Call call, ModifyCertificatesMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ModifyEventSubscriptionResult> ModifyEventSubscription(
        Call call, ModifyEventSubscriptionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<ModifyOptionGroupResult> ModifyOptionGroup(
        Call call, ModifyOptionGroupMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask<RemoveSourceIdentifierFromSubscriptionResult> RemoveSourceIdentifierFromSubscription(
        Call call, RemoveSourceIdentifierFromSubscriptionMessage request, CancellationToken ct) => throw Pending(call);

    public override ValueTask RemoveTagsFromResource(
        Call call, RemoveTagsFromResourceMessage request, CancellationToken ct) => throw Pending(call);

}
