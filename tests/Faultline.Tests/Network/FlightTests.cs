using System.Buffers;
using System.IO.Pipelines;
using Faultline.Network;

namespace Faultline.Tests.Network;

/// <summary>What is under way: in order, within its window, judged anew when the way changes.</summary>
public sealed class FlightTests
{
    private const int MarkBytes = 64;

    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    private readonly Flight flight = new(windowBytes: 1000);

    [Fact]
    public void Nothing_overtakes_what_left_before_it()
    {
        Add(10, due: 50 * Ms);
        Add(10, due: 20 * Ms);
        Assert.Equal((0L, 0), flight.Take(by: 49 * Ms));
        Assert.Equal((20L, 2), flight.Take(by: 50 * Ms));
    }

    [Fact]
    public void It_takes_what_there_is_room_for_and_room_comes_back_when_bytes_have_arrived()
    {
        Assert.Equal(1000, Add(2000, due: Ms));
        Assert.Equal(0, flight.Room);
        var taken = flight.Take(by: Ms);
        Assert.Equal(0, flight.Room);
        flight.Free(taken);
        Assert.Equal(1000, flight.Room);
        Assert.True(flight.IsEmpty);
    }

    [Fact]
    public void Many_small_chunks_have_a_limit_too()
    {
        var chunks = 0;
        while (Add(1, due: Ms) == 1)
        {
            chunks++;
        }

        Assert.Equal(1000 / (MarkBytes + 1) + 1, chunks);
    }

    [Fact]
    public async Task Bytes_arrive_as_they_left()
    {
        var bytes = Enumerable.Range(0, 500).Select(at => (byte)at).ToArray();
        flight.Add(new(bytes[..200]), Ms);
        flight.Add(new(bytes[200..]), 2 * Ms);
        var pipe = new Pipe();
        flight.CopyTo(pipe.Writer, flight.Take(by: Ms).Bytes);
        flight.CopyTo(pipe.Writer, flight.Take(by: 2 * Ms).Bytes);
        await pipe.Writer.FlushAsync();
        Assert.Equal(bytes, (await pipe.Reader.ReadAsync()).Buffer.ToArray());
    }

    [Fact]
    public void Bytes_are_taken_up_to_the_next_end_and_the_end_by_itself()
    {
        Add(10, due: Ms);
        flight.AddEnd(MarkKind.Fin, 2 * Ms);
        Assert.Equal((10L, 1), flight.Take(by: 5 * Ms));
        Assert.Equal((0L, 0), flight.Take(by: 5 * Ms));
        Assert.True(flight.TryPeek(out var end));
        Assert.Equal(new(MarkKind.Fin, 0, 2 * Ms), end);
        flight.TakeEnd();
        Assert.True(flight.IsEmpty);
    }

    [Fact]
    public void On_a_way_that_has_changed_nothing_is_later_than_what_leaves_now_and_nothing_is_later_than_it_was()
    {
        Add(10, due: 20 * Ms);
        Add(10, due: 5000 * Ms);
        flight.Judge(now: 10 * Ms, stood: false, Way.None with { Mean = 100 * Ms }, new(1));
        Assert.Equal((10L, 1), flight.Take(by: 20 * Ms));
        Assert.Equal((0L, 0), flight.Take(by: 109 * Ms));
        Assert.Equal((10L, 1), flight.Take(by: 110 * Ms));
    }

    [Fact]
    public void What_stood_still_leaves_now()
    {
        Add(10, due: 20 * Ms);
        flight.Judge(now: 1000 * Ms, stood: true, Way.None with { Mean = 100 * Ms }, new(1));
        Assert.Equal((0L, 0), flight.Take(by: 1099 * Ms));
        Assert.Equal((10L, 1), flight.Take(by: 1100 * Ms));
    }

    private int Add(int length, TimeSpan due) =>
        flight.Room == 0 ? 0 : flight.Add(new ReadOnlySequence<byte>(new byte[length]), due);
}
