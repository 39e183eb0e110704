using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Places;

namespace Faultline.Tests.Postgres;

/// <summary>What is to be done next: the record first, then the steps that rely on it.</summary>
public sealed class PlanTests
{
    private static readonly DateTimeOffset Hour = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Atlas Atlas = Atlas.Draw(new());
    private static readonly ClusterTimes Times = ClusterTimes.Fast;

    private static readonly ClusterConfig Config = new("db", 18, new ClusterSeed.Empty())
    {
        Members = [Member("db-a", 1), Member("db-b", 2)],
        Synchronous = 1,
        Admin = new("admin", "secret"),
    };

    private static readonly ClusterRecord Whole = ClusterRecord.Blank with
    {
        Epoch = 1, Writer = "db-a", Stage = WriterStage.Open, IsMade = true,
        Members = [new("db-a", Standing.Writing), new("db-b", Standing.Synced)],
    };

    [Fact]
    public void A_lost_writer_is_written_down_as_fenced_before_anything_is_done()
    {
        var plan = Next(Whole, Writer() with { Server = Gone("db-a"), Seen = null, Writes = false }, Standby());
        Assert.Empty(plan.Steps);
        Assert.Equal(("db-b", WriterStage.Promoting, 2), (plan.Record!.Writer, plan.Record.Stage, plan.Record.Epoch));
        Assert.Equal(new MemberRecord("db-a", Standing.Fenced, Hour + Times.Lease), plan.Record.Find("db-a"));
    }

    [Fact]
    public void Nobody_takes_over_who_may_lack_something()
    {
        var record = Whole.With("db-b", Standing.Following) with { IsDown = true };
        var plan = Next(record, Writer() with { Server = Gone("db-a"), Seen = null, Writes = false }, Standby());
        Assert.Null(plan.Record);
        Assert.IsType<Step.Start>(Assert.Single(plan.Steps, step => step.Member == "db-a"));
    }

    [Theory]
    [InlineData(true, true, 1, true)] // Its process is gone, and we see it.
    [InlineData(true, false, 1, false)] // It may be gone; nobody sees it.
    [InlineData(true, false, -1, true)] // Its lease is over.
    [InlineData(false, true, -1, false)] // It runs all the same.
    public void Whoever_wrote_before_cannot_write_when_another_one_is_promoted(
        bool isGone, bool isReached, int leaseLeft, bool promotes)
    {
        var record = Whole with { Writer = "db-b", Epoch = 2, Stage = WriterStage.Promoting };
        var until = Hour.AddSeconds(leaseLeft);
        record = record.With("db-b", Standing.Writing).With(new MemberRecord("db-a", Standing.Fenced, until));
        var old = Writer() with
        {
            Server = isGone ? Gone("db-a") : Runs("db-a"), IsReached = isReached, LeaseUntil = until,
        };
        Assert.Equal(promotes, Next(record, old, Standby()).Steps.Any(step => step is Step.Promote));
    }

    [Fact]
    public void A_standby_that_lags_is_written_down_before_it_is_not_waited_for()
    {
        var late = Standby() with { ConfirmedAt = Hour - Times.LagMax };
        var plan = Next(Whole, Writer(), late);
        Assert.Equal(Standing.Following, plan.Record!.Find("db-b")!.Standing);
        var apply = Assert.IsType<Step.Apply>(Assert.Single(Next(plan.Record, Writer(), late).Steps));
        Assert.Empty(apply.Settings.Synchronous);
    }

    [Fact]
    public void A_standby_may_take_over_only_once_commits_wait_for_it_and_it_has_everything()
    {
        var record = Whole.With("db-b", Standing.Following);
        var alone = Writer() with { Applied = Settings("db-a", []) };
        var apply = Assert.IsType<Step.Apply>(Assert.Single(Next(record, alone, Standby()).Steps));
        Assert.Equal(["db_b"], apply.Settings.Synchronous);
        Assert.Null(Next(record, Writer(), Standby()).Record);
        Assert.Equal(
            Standing.Synced, Next(record, Writer(), Standby() with { IsReady = true }).Record!.Find("db-b")!.Standing);
    }

    [Fact]
    public void A_host_without_power_has_what_ran_on_it_killed() => Assert.IsType<Step.Kill>(
        Assert.Single(Next(Whole, Writer(), Standby() with { IsOff = true }).Steps, step => step.Member == "db-b"));

    [Fact]
    public void Whoever_wrote_and_stood_still_is_fenced_instead_of_going_on()
    {
        var record = (Whole with { Writer = "db-b", Epoch = 2 }).With("db-b", Standing.Writing)
            .With(new MemberRecord("db-a", Standing.Fenced, Hour));
        var old = Writer() with { Server = Runs("db-a") with { Process = ServerProcess.Paused } };
        Assert.IsType<Step.Fence>(Assert.Single(
            Next(record, old, Standby()).Steps, step => step.Member == "db-a"));
    }

    [Fact]
    public void Nothing_is_to_be_done_where_all_is_well()
    {
        var plan = Next(Whole, Writer(), Standby());
        Assert.Null(plan.Record);
        Assert.Empty(plan.Steps);
    }

    private static Planned Next(ClusterRecord record, params MemberSight[] sights) => ClusterPlan.Next(
        Config, record, new(sights.ToDictionary(sight => sight.Key)), Hour, Times);

    private static MemberSight Writer() => new("db-a")
    {
        IsReached = true, Server = Runs("db-a"), Writes = true, Applied = Settings("db-a", ["db_b"]),
        Seen = new(Hour) { Slots = ["db_b"] }, Feed = Feed, LeaseUntil = Hour + Times.Lease,
    };

    private static MemberSight Standby() => new("db-b")
    {
        IsReached = true, Server = Runs("db-b"), Seen = new(Hour) { IsStandby = true, IsFed = true }, Feed = Feed,
        ConfirmedAt = Hour, Applied = Settings("db-b", []) with { Upstream = new(Feed, "admin", "secret", "db_b") },
    };

    private static readonly IPEndPoint Feed = new(IPAddress.Loopback, 5433);

    private static ServerSettings Settings(string key, string[] waited) =>
        Wants.Settings(Config, Config.Members.First(member => member.Key == key), null) with { Synchronous = waited };

    private static ServerView Runs(string key) => new(key, 18, ServerProcess.Running, IsFenced: false);

    private static ServerView Gone(string key) => new(key, 18, ServerProcess.None, IsFenced: false);

    private static MemberConfig Member(string key, int zone) => new(
        key,
        Atlas.TryFind($"use1-az{zone}-h1", out var host) ? host : throw new ArgumentException("There is no such host."),
        new(IPAddress.Loopback, 6000 + zone));
}
