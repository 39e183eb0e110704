using Faultline.Api.Logs;

namespace Faultline.Tests.Logs;

/// <summary>How a stream is read from page to page, in both directions.</summary>
public sealed class WalkTests
{
    private readonly LogsRig rig = new();

    [Fact]
    public async Task Without_a_token_the_newest_are_shown_or_from_the_head_the_oldest()
    {
        await Ten();
        Assert.Equal("7 8 9", Text(await rig.Get(request => request.Limit = 3)));
        Assert.Equal("0 1 2", Text(await rig.Get(request => (request.Limit, request.StartFromHead) = (3, true))));
    }

    [Fact]
    public async Task Walking_forward_meets_each_event_once_and_stays_at_the_end()
    {
        await Ten();
        var page = await rig.Get(request => (request.Limit, request.StartFromHead) = (4, true));
        var met = Text(page);
        string? token;
        do
        {
            token = page.NextForwardToken;
            page = await rig.Get(request =>
                (request.Limit, request.StartFromHead, request.NextToken) = (4, true, token));
            met = $"{met} {Text(page)}".Trim();
        }
        while (page.NextForwardToken != token);
        Assert.Equal("0 1 2 3 4 5 6 7 8 9", met);
        await rig.PutTo(LogsRig.Stream, (rig.Time + 10, "10"));
        page = await rig.Get(request => (request.StartFromHead, request.NextToken) = (true, token));
        Assert.Equal("10", Text(page));
        Assert.Equal("0 1 2 3 4 5 6 7 8 9",
            Text(await rig.Get(request => request.NextToken = page.NextBackwardToken)));
    }

    [Fact]
    public async Task Walking_backward_does_so_too_each_page_in_the_order_of_time()
    {
        await Ten();
        var page = await rig.Get(request => request.Limit = 4);
        Assert.Equal("6 7 8 9", Text(page));
        page = await rig.Get(request => (request.Limit, request.NextToken) = (4, page.NextBackwardToken));
        Assert.Equal("2 3 4 5", Text(page));
        page = await rig.Get(request => (request.Limit, request.NextToken) = (4, page.NextBackwardToken));
        Assert.Equal("0 1", Text(page));
        var last = page.NextBackwardToken;
        page = await rig.Get(request => request.NextToken = last);
        Assert.Equal((last, ""), (page.NextBackwardToken, Text(page)));
        // Turned round there, nothing is passed over.
        Assert.Equal("0 1 2 3 4 5 6 7 8 9",
            Text(await rig.Get(request => request.NextToken = page.NextForwardToken)));
    }

    [Fact]
    public async Task Turning_round_at_the_end_passes_nothing_over()
    {
        await Ten();
        var page = await rig.Get(request => request.StartFromHead = true);
        page = await rig.Get(request => request.NextToken = page.NextForwardToken);
        Assert.Equal("", Text(page));
        Assert.Equal("7 8 9",
            Text(await rig.Get(request => (request.Limit, request.NextToken) = (3, page.NextBackwardToken))));
    }

    [Fact]
    public async Task Start_is_in_and_end_is_not()
    {
        await Ten();
        Assert.Equal("3 4 5", Text(await rig.Get(request =>
            (request.StartTime, request.EndTime) = (rig.Time + 3, rig.Time + 6))));
        Assert.Equal("", Text(await rig.Get(request => request.StartTime = rig.Time + 10)));
    }

    [Fact]
    public async Task An_empty_stream_gives_tokens_that_find_what_comes_later()
    {
        await rig.Made();
        var page = await rig.Get();
        Assert.StartsWith("f/", page.NextForwardToken, StringComparison.Ordinal);
        Assert.StartsWith("b/", page.NextBackwardToken, StringComparison.Ordinal);
        await rig.Put("first");
        Assert.Equal("first", Text(await rig.Get(request => request.NextToken = page.NextForwardToken)));
        Assert.Equal("", Text(await rig.Get(request => request.NextToken = page.NextBackwardToken)));
    }

    [Fact]
    public async Task Events_of_one_stream_are_in_the_order_of_their_hours_however_they_came()
    {
        await rig.Made();
        await rig.PutTo(LogsRig.Stream, (rig.Time - 50, "b"), (rig.Time - 10, "e"));
        await rig.PutTo(LogsRig.Stream, (rig.Time - 60, "a"), (rig.Time - 30, "c"), (rig.Time, "g"));
        await rig.PutTo(LogsRig.Stream, (rig.Time - 30, "d"), (rig.Time - 5, "f"));
        Assert.Equal("a b c d e f g", Text(await rig.Get()));
        rig.Reopen();
        Assert.Equal("a b c d e f g", Text(await rig.Get()));
        Assert.Equal("c d", Text(await rig.Get(request =>
            (request.StartTime, request.EndTime) = (rig.Time - 30, rig.Time - 29))));
    }

    [Fact]
    public async Task A_page_holds_a_mebibyte()
    {
        await rig.Made();
        for (var i = 0; i < 3; i++)
        {
            await rig.PutTo(LogsRig.Stream, (rig.Time + i, $"{i}{new string('x', 600_000)}"));
        }

        var page = await rig.Get(request => request.StartFromHead = true);
        Assert.Single(page.Events!);
        page = await rig.Get(request => request.NextToken = page.NextForwardToken);
        Assert.StartsWith("1", Assert.Single(page.Events!).Message, StringComparison.Ordinal);
        page = await rig.Get();
        Assert.StartsWith("2", Assert.Single(page.Events!).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("f/s")]
    [InlineData("f/12/s")]
    [InlineData("b/99999999999999999999999999999999999999999999999999999999/s")]
    public async Task A_token_of_somebody_elses_is_refused(string token)
    {
        await rig.Made();
        await LogsRig.Refused("InvalidParameterException", () => rig.Get(request => request.NextToken = token));
    }

    private async Task Ten()
    {
        await rig.Made();
        await rig.Put([.. Enumerable.Range(0, 4).Select(i => $"{i}")]);
        await rig.PutTo(LogsRig.Stream, [.. Enumerable.Range(4, 6).Select(i => (rig.Time + i, $"{i}"))]);
    }

    private static string Text(GetLogEventsResponse page) =>
        string.Join(' ', page.Events!.Select(each => each.Message));
}
