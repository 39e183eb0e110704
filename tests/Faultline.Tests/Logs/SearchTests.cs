namespace Faultline.Tests.Logs;

/// <summary>Searching the streams of a group.</summary>
public sealed class SearchTests
{
    private readonly LogsRig rig = new();

    [Fact]
    public async Task Events_of_all_streams_come_as_one_in_the_order_of_time()
    {
        await Three();
        Assert.Equal(["a1", "b1", "c1", "a2", "b2"], await rig.Search());
        Assert.Equal(["a1", "a2"], await rig.Search("%^a%"));
        Assert.Equal(["a1", "c1", "a2"], await rig.Search(null, request => request.LogStreamNames = ["c", "a"]));
        Assert.Equal(["b1", "b2"], await rig.Search(null, request => request.LogStreamNamePrefix = "b"));
        Assert.Equal(["b1", "c1", "a2"], await rig.Search(null, request =>
            (request.StartTime, request.EndTime) = (rig.Time + 1, rig.Time + 3)));
        var page = await rig.Filter("b2");
        var found = Assert.Single(page.Events!);
        Assert.Equal(("b", rig.Time + 4, rig.Time), (found.LogStreamName, found.Timestamp!.Value,
            found.IngestionTime!.Value));
        Assert.Matches("^[0-9]{56}$", found.EventId);
        Assert.Empty(page.SearchedLogStreams!);
        Assert.Null(page.NextToken);
    }

    [Fact]
    public async Task Pages_meet_each_event_once()
    {
        await Three();
        for (var limit = 1; limit <= 6; limit++)
        {
            Assert.Equal(["a1", "b1", "c1", "a2", "b2"], await rig.Search(null, request => request.Limit = limit));
            Assert.Equal(["a1", "b1", "c1"], await rig.Search("%1$%", request => request.Limit = limit));
        }

        var first = await rig.Filter(null, request => request.Limit = 2);
        rig.Reopen();
        var second = await rig.Filter(null, request => (request.Limit, request.NextToken) = (5, first.NextToken));
        Assert.Equal(["c1", "a2", "b2"], second.Events!.Select(each => each.Message));
        await LogsRig.Refused(
            "InvalidParameterException", () => rig.Filter(null, request => request.NextToken = "x"), "nextToken");
    }

    [Fact]
    public async Task A_long_search_in_vain_answers_with_a_token_until_it_finds()
    {
        await rig.Made();
        for (var i = 0; i < 20; i++)
        {
            await rig.PutTo(LogsRig.Stream, (rig.Time + i, new string('x', 1_000_000)));
        }

        await rig.PutTo(LogsRig.Stream, (rig.Time + 30, "needle"));
        var page = await rig.Filter("needle");
        Assert.Empty(page.Events!);
        Assert.NotNull(page.NextToken);
        Assert.Equal(["needle"], await rig.Search("needle"));
    }

    [Fact]
    public async Task What_is_no_search_is_refused()
    {
        await rig.Made();
        await LogsRig.Refused("InvalidParameterException", () => rig.Filter("Status:"), "'Status:'");
        await LogsRig.Refused("InvalidParameterException", () => rig.Filter(null, request =>
            (request.LogStreamNames, request.LogStreamNamePrefix) = (["one"], "o")), "mutually exclusive");
        await LogsRig.Refused("ResourceNotFoundException", () => rig.Filter(null, request =>
            request.LogStreamNames = ["none"]), "log stream");
        await LogsRig.Refused("ResourceNotFoundException", () => rig.Filter(null, request =>
            request.LogGroupName = "none"), "log group");
        await LogsRig.Refused("InvalidParameterException", () => rig.Filter(null, request =>
            request.LogGroupName = null));
    }

    private async Task Three()
    {
        await rig.Made(LogsRig.Group, "a", "b", "c");
        await rig.PutTo("a", (rig.Time, "a1"), (rig.Time + 3, "a2"));
        await rig.PutTo("b", (rig.Time + 1, "b1"), (rig.Time + 4, "b2"));
        await rig.PutTo("c", (rig.Time + 2, "c1"));
    }
}
