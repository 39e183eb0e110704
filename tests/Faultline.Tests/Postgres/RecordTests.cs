using Faultline.Engines.Postgres.Clusters;

namespace Faultline.Tests.Postgres;

/// <summary>A record comes back as it was written, and the numbers of events keep their meaning.</summary>
public sealed class RecordTests
{
    private static readonly DateTimeOffset Hour = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ClusterRecord Full = new ClusterRecord
    {
        Epoch = 3,
        Writer = "db-b",
        Stage = WriterStage.Promoting,
        IsMade = true,
        IsReplica = true,
        IsStopped = true,
        IsDown = true,
        LacksFeed = true,
        Members = [new("db-a", Standing.Fenced, Hour), new("db-b", Standing.Writing)],
        Restarts = 1,
        RestartAsked = 2,
        Failovers = 3,
        FailoverAsked = 4,
        Owner = "digest",
        Failed = "why",
    }.Say(ClusterEventKind.FailoverEnded, Hour, "db-b", "reason", new(
        TimeSpan.FromTicks(1), TimeSpan.FromTicks(2), TimeSpan.FromTicks(3), TimeSpan.FromTicks(4)));

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var read = RecordFormat.Read(RecordFormat.Write(Full));
        Assert.Equal(Full.Members.ToArray(), read.Members.ToArray());
        Assert.Equal(Full.Events.ToArray(), read.Events.ToArray());
        Assert.Equal(Full with { Members = [], Events = [] }, read with { Members = [], Events = [] });
    }

    [Fact]
    public void Only_the_newest_events_are_kept_and_their_numbers_rise()
    {
        var record = Enumerable.Range(0, 100).Aggregate(
            ClusterRecord.Blank, (said, _) => said.Say(ClusterEventKind.Made, Hour));
        Assert.Equal(64, record.Events.Length);
        Assert.Equal((37, 100), (record.Events[0].Number, record.Events[^1].Number));
    }

    [Fact]
    public void Standings_and_stages_keep_their_numbers()
    {
        Assert.Equal(
            "Making 1, Following 2, Synced 3, Fenced 4, Writing 5, Leaving 6",
            string.Join(", ", Enum.GetValues<Standing>().Select(each => $"{each} {(int)each}")));
        Assert.Equal(
            "Fresh 0, Promoting 1, Open 2, Parting 3",
            string.Join(", ", Enum.GetValues<WriterStage>().Select(each => $"{each} {(int)each}")));
    }
}
