using System.Net;
using Faultline.Drills.Measuring;

namespace Faultline.Tests.Drills;

/// <summary>A name is to blame only where it was: others answered, and the client had not been told of them.</summary>
public sealed class StrandingTests
{
    private static readonly DateTimeOffset struck = new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress a = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress b = IPAddress.Parse("10.0.0.2");

    /// <summary>One that knew a alone fails from the strike on.</summary>
    private static readonly Silence silence = new(1, At(0.2), At(0.3)) { Held = [a], Ttl = Span(60) };

    [Fact]
    public void Who_asks_again_after_a_time_and_is_answered_elsewhere_was_stranded_until_it_asked()
    {
        var told = silence with { Told = At(20.2), Ended = At(20.5), By = b };
        var found = Of([told, told with { Client = 2, Told = At(41.2), Ended = At(43) }], (a, -1), (b, 20.5));
        Assert.Equal((2, 10), (found!.Clients, found.Of));
        Assert.Equal((Span(20), Span(41), Span(60)), (found.Shortest, found.Longest, found.Ttl));
        Assert.Equal(a.ToString(), Assert.Single(found.Addresses));
    }

    [Fact]
    public void Who_waits_until_its_address_is_back_was_stranded_where_others_answered_meanwhile()
    {
        var back = silence with { Ended = At(40.9), By = a };
        Assert.Equal(Span(39.8), Of([back], (b, 5), (a, 40.05))!.Longest);
        Assert.Null(Of([back], (a, 40.05)));
        Assert.Null(Of([back], (b, -5), (b, 41), (a, 40.05)));
    }

    [Fact]
    public void Who_is_never_answered_again_was_stranded_to_the_end_where_others_answered()
    {
        Assert.Equal(Span(89.8), Of([silence], (b, 5))!.Longest);
        Assert.Null(Of([silence]));
    }

    [Fact]
    public void A_name_is_not_to_blame_where_others_were_answered_there_or_the_client_knew_enough()
    {
        var told = silence with { Told = At(20), Ended = At(20.5), By = b };
        Assert.NotNull(Of([told], (b, 5)));
        Assert.Null(Of([told], (b, 5), (a, 0.6))); // Its address had answered somebody after all.
        Assert.Null(Of([told with { Held = [a, b] }], (b, 5)));
        Assert.Null(Of([told with { Told = At(1.2) }], (b, 1.3))); // It asked at once.
        Assert.Null(Of([told with { Failed = At(19.5) }], (b, 5))); // One try hung for so long.
        Assert.Null(Of([told with { Began = At(-9), Failed = At(-8) }], (b, 5))); // It was so before the strike.
        Assert.Null(Of([told with { Held = [] }], (b, 5)));
    }

    [Fact]
    public void The_time_before_the_strike_does_not_count_and_each_client_counts_once()
    {
        var told = silence with { Began = At(-1.5), Failed = At(0.5), Told = At(10), Ended = At(10.5), By = b };
        var found = Of([told, told with { Began = At(20), Failed = At(20), Told = At(25) }], (b, 10.5));
        Assert.Equal((1, Span(10)), (found!.Clients, found.Longest));
    }

    private static Faultline.Drills.Reports.Stranded? Of(
        Silence[] silences, params (IPAddress Address, double At)[] answered)
    {
        var answers = new Whereabouts();
        foreach (var (address, at) in answered)
        {
            answers.Add(address, At(at));
        }

        return Stranding.Of(silences, answers, 10, struck, At(90));
    }

    private static DateTimeOffset At(double seconds) => struck + Span(seconds);

    private static TimeSpan Span(double seconds) => TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
}
