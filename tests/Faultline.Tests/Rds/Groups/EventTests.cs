using Faultline.Api.Rds;
using Faultline.Services.Rds.Events;

namespace Faultline.Tests.Rds.Groups;

public sealed class EventTests
{
    private readonly GroupRig rig = new();

    [Fact]
    public async Task Events_are_shown_in_their_order_and_of_the_last_hour_unless_more_is_asked_for()
    {
        await rig.Note("DB instance created", "shop", "creation");
        rig.Now += TimeSpan.FromMinutes(90);
        await rig.Note("Multi-AZ instance failover started", "shop", "failover");
        await rig.Note("Multi-AZ instance failover completed", "shop", "failover");
        Assert.Equal(
            ["Multi-AZ instance failover started", "Multi-AZ instance failover completed"], await Events(new()));
        Assert.Equal(3, (await Events(new() { Duration = 120 })).Count);
        Assert.Equal(3, (await Events(new() { StartTime = rig.Now.AddHours(-2) })).Count);
        Assert.Equal(["DB instance created"], await Events(new() { Duration = 60, EndTime = rig.Now.AddHours(-1) }));
        rig.Reopen();
        Assert.Equal(3, (await Events(new() { Duration = 120 })).Count);
    }

    [Fact]
    public async Task Events_are_picked_by_source_and_category()
    {
        await rig.Note("one", "shop", "creation");
        await rig.Note("two", "other", "failover", "availability");
        await rig.ParameterGroup();
        await rig.Modify("own", ("work_mem", "8192", "immediate"));
        Assert.Equal(["one"], await Events(new() { SourceType = "db-instance", SourceIdentifier = "SHOP" }));
        Assert.Equal(["two"], await Events(new() { EventCategories = ["availability"] }));
        Assert.Equal(["Updated parameter group own"], await Events(new() { SourceType = "db-parameter-group" }));
        await GroupRig.Refused("InvalidParameterCombination", () => Events(new() { SourceIdentifier = "shop" }));
        await GroupRig.Refused("InvalidParameterValue", () => Events(new() { SourceType = "thing" }));
        await GroupRig.Refused("InvalidParameterValue", () => Events(new() { StartTime = rig.Now.AddDays(-15) }));
        await GroupRig.Refused("InvalidParameterValue", () => Events(new() { Duration = 20_161 }));
        await GroupRig.Refused("InvalidParameterValue", () => Events(new() { EndTime = DateTimeOffset.MinValue }));
        await GroupRig.Refused(
            "InvalidParameterValue", () => Events(new() { Duration = 60, EndTime = DateTimeOffset.MinValue }));
        Assert.Empty(await Events(new() { Duration = 60, StartTime = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public async Task Events_come_in_pages()
    {
        for (var number = 0; number < 25; number++)
        {
            await rig.Note($"{number}");
        }

        var first = await Page(new() { MaxRecords = 20 });
        var second = await Page(new() { MaxRecords = 20, Marker = first.Marker });
        Assert.Equal(
            Enumerable.Range(0, 25).Select(number => $"{number}"),
            first.Events!.Concat(second.Events!).Select(each => each.Message));
        Assert.Null(second.Marker);
        await GroupRig.Refused("InvalidParameterValue", () => Page(new() { MaxRecords = 19 }));
        await GroupRig.Refused("InvalidParameterValue", () => Page(new() { Marker = "nobody's" }));
    }

    [Fact]
    public async Task Events_are_kept_for_fourteen_days()
    {
        await rig.Note("old");
        rig.Now += TimeSpan.FromDays(14) + TimeSpan.FromSeconds(1);
        await rig.Note("new");
        using var held = await rig.Rds.Book.Take(GroupRig.Ct);
        Assert.Equal(["new"], held.State.Events.All.Select(row => row.Shown.Message));
    }

    [Fact]
    public async Task A_subscription_is_kept_changed_and_deleted()
    {
        await rig.Instance("shop");
        var made = await rig.Subscribe("Ears", request =>
        {
            request.SourceType = "db-instance";
            request.SourceIds = ["shop"];
            request.EventCategories = ["failover"];
        });
        Assert.Equal("active", made.Status);
        Assert.Equal("Fri Jan 02 03:04:05 UTC 2026", made.SubscriptionCreationTime);
        Assert.Equal("arn:aws:rds:us-east-1:111122223333:es:Ears", made.EventSubscriptionArn);
        await GroupRig.Refused("SubscriptionAlreadyExist", () => rig.Subscribe("ears"));
        await rig.Instance("other");
        await Add("other");
        await GroupRig.Refused("SourceNotFound", () => Add("nobody"));
        Assert.Equal(["shop", "other"], (await Add("other")).SourceIdsList);
        Assert.Equal(["other"], (await Remove("shop")).SourceIdsList);
        await GroupRig.Refused("SourceNotFound", () => Remove("shop"));
        var changed = (await rig.Rds.ModifyEventSubscription(
            rig.Call("ModifyEventSubscription"),
            new() { SubscriptionName = "Ears", Enabled = false, EventCategories = ["creation"] },
            GroupRig.Ct)).EventSubscription!;
        Assert.Equal("False creation", $"{changed.Enabled} {Assert.Single(changed.EventCategoriesList!)}");
        rig.Reopen();
        Assert.Equal(["Ears"], await Subscriptions());
        await rig.Rds.DeleteEventSubscription(
            rig.Call("DeleteEventSubscription"), new() { SubscriptionName = "Ears" }, GroupRig.Ct);
        Assert.Empty(await Subscriptions());
        await GroupRig.Refused("SubscriptionNotFound", () => Add("shop"));
    }

    [Fact]
    public async Task A_subscription_to_what_is_not_there_is_refused()
    {
        await GroupRig.Refused("SNSInvalidTopic", () => rig.Subscribe(with: each => each.SnsTopicArn = "topic"));
        await GroupRig.Refused("InvalidParameterValue", () => rig.Subscribe(with: each => each.SourceType = "thing"));
        await GroupRig.Refused(
            "InvalidParameterCombination", () => rig.Subscribe(with: each => each.SourceIds = ["shop"]));
        await GroupRig.Refused("SourceNotFound", () => rig.Subscribe(with: each =>
        {
            each.SourceType = "db-instance";
            each.SourceIds = ["shop"];
        }));
        await GroupRig.Refused("SubscriptionCategoryNotFound", () => rig.Subscribe(with: each =>
        {
            each.SourceType = "db-snapshot";
            each.EventCategories = ["failover"];
        }));
    }

    [Theory]
    [InlineData(true, null, "", "", true)]
    [InlineData(false, null, "", "", false)]
    [InlineData(true, "db-instance", "", "", true)]
    [InlineData(true, "db-snapshot", "", "", false)]
    [InlineData(true, "db-instance", "SHOP", "", true)]
    [InlineData(true, "db-instance", "other", "", false)]
    [InlineData(true, "db-instance", "shop", "failover", true)]
    [InlineData(true, null, "", "creation", false)]
    public void A_subscription_wants_what_it_is_of(
        bool enabled, string? type, string id, string category, bool wants) => Assert.Equal(wants, Subscription.Wants(
            new()
            {
                Enabled = enabled,
                SourceType = type,
                SourceIdsList = id.Length > 0 ? [id] : [],
                EventCategoriesList = category.Length > 0 ? [category] : [],
            },
            new() { SourceType = "db-instance", SourceIdentifier = "shop", EventCategories = ["failover"] }));

    [Fact]
    public async Task Categories_are_told_by_type_of_source()
    {
        var maps = (await rig.Rds.DescribeEventCategories(
            rig.Call("DescribeEventCategories"), new() { SourceType = "db-snapshot" }, GroupRig.Ct))
            .EventCategoriesMapList!;
        Assert.Equal(["creation", "deletion", "notification", "restoration"], Assert.Single(maps).EventCategories);
    }

    private async Task<EventsMessage> Page(DescribeEventsMessage request) =>
        await rig.Rds.DescribeEvents(rig.Call("DescribeEvents"), request, GroupRig.Ct);

    private async Task<List<string>> Events(DescribeEventsMessage request) =>
        (await Page(request)).Events!.ConvertAll(each => each.Message!);

    private async Task<EventSubscription> Add(string source) => (await rig.Rds.AddSourceIdentifierToSubscription(
        rig.Call("AddSourceIdentifierToSubscription"),
        new() { SubscriptionName = "Ears", SourceIdentifier = source },
        GroupRig.Ct)).EventSubscription!;

    private async Task<EventSubscription> Remove(string source) =>
        (await rig.Rds.RemoveSourceIdentifierFromSubscription(
            rig.Call("RemoveSourceIdentifierFromSubscription"),
            new() { SubscriptionName = "Ears", SourceIdentifier = source },
            GroupRig.Ct)).EventSubscription!;

    private async Task<List<string>> Subscriptions() => (await rig.Rds.DescribeEventSubscriptions(
        rig.Call("DescribeEventSubscriptions"), new(), GroupRig.Ct)).EventSubscriptionsList!
        .ConvertAll(each => each.CustSubscriptionId!);
}
