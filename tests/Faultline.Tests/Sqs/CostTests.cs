namespace Faultline.Tests.Sqs;

/// <summary>What an operation costs in bytes: that depends on no machine, and not on how long a queue is.</summary>
public sealed class CostTests
{
    private const int Rounds = 1000;

    private readonly Counter sqs = new();
    private readonly string body = new('x', 1024);

    [Fact]
    public void A_send_allocates_little_besides_its_message()
    {
        var url = sqs.Make("jobs");
        Assert.InRange(Bytes(() => sqs.Send(url, body)) - body.Length, 1, 1800);
    }

    [Fact]
    public void A_receive_with_its_deletion_makes_no_copy_of_the_message()
    {
        var url = sqs.Make("jobs");
        Fill(url, 2 * Rounds);
        Assert.InRange(Bytes(() => sqs.Delete(url, sqs.Receive(url, max: 1)[0])), 1, 2200);
    }

    [Fact]
    public void A_long_queue_costs_no_more_than_a_short_one()
    {
        var (short_, long_) = (sqs.Make("short"), sqs.Make("long"));
        Fill(short_, 2 * Rounds);
        Fill(long_, 100 * Rounds);
        var small = Bytes(() => sqs.Delete(short_, sqs.Receive(short_, max: 1)[0]));
        var large = Bytes(() => sqs.Delete(long_, sqs.Receive(long_, max: 1)[0]));
        Assert.InRange(large, 0, small + 64);
    }

    private void Fill(string url, int count)
    {
        for (var i = 0; i < count; i++)
        {
            sqs.Send(url, body);
        }
    }

    /// <summary>What one call allocates, on average over a thousand.</summary>
    private static long Bytes(Action call)
    {
        for (var i = 0; i < Rounds / 2; i++)
        {
            call();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
