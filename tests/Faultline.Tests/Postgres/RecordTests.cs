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

    private const string Frozen =
        "0806110464622D6218022002280230023802400248025004580660086906646967657374710377687978028201120000"
        + "00090464622D611008188080E6A7F8B5E2E211820108000000090464622D62100A8A01240000000802108080E6A7F8B5"
        + "E2E2111808210464622D622906726561736F6E3002380440064808";

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var read = RecordFormat.Read(RecordFormat.Write(Full));
        Assert.Equal(Full.Members.ToArray(), read.Members.ToArray());
        Assert.Equal(Full.Events.ToArray(), read.Events.ToArray());
        Assert.Equal(Full with { Members = [], Events = [] }, read with { Members = [], Events = [] });
    }

    /// <summary>They are on people's disks: a server that reads others makes their databases anew.</summary>
    [Fact]
    public void The_bytes_of_a_record_keep_their_meaning()
    {
        Assert.Equal(Frozen, Convert.ToHexString(RecordFormat.Write(Full)));
        var read = RecordFormat.Read(Convert.FromHexString(Frozen));
        Assert.Equal(Full.Members.ToArray(), read.Members.ToArray());
        Assert.Equal(Full.Events.ToArray(), read.Events.ToArray());
        Assert.Equal(Full with { Members = [], Events = [] }, read with { Members = [], Events = [] });
    }

    [Fact]
    public void Events_keep_their_numbers() => Assert.Equal(
        "Made 1, WriterLost 2, FailoverBegan 3, FailoverEnded 4, FailoverRefused 5, Restarted 6, Stopped 7, Started 8, "
        + "StandbyReady 9, StandbyLost 10, Recovered 11, Promoted 12, FeedLost 13, FeedBack 14, MakingFailed 15, "
        + "OwnerSet 16",
        string.Join(", ", Enum.GetValues<ClusterEventKind>().Select(each => $"{each} {(int)each}")));

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
