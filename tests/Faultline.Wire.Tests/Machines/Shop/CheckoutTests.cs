using Faultline.Machines;
using Faultline.Machines.Shop;

namespace Faultline.Wire.Tests.Machines.Shop;

/// <summary>How orders come from the database to the queue, and from there to those who fulfil them.</summary>
public sealed class CheckoutTests : IDisposable
{
    private readonly MemoryOrders orders = new();
    private readonly MemoryCheckout checkout = new();
    private readonly Relay relay;
    private readonly Worker worker;

    public CheckoutTests()
    {
        relay = new(orders, checkout);
        worker = new(orders, checkout, TimeSpan.Zero);
    }

    public void Dispose() => relay.Dispose();

    [Fact]
    public void Every_order_that_was_placed_is_sent_and_fulfilled()
    {
        for (var i = 0; i < CheckoutQueue.BatchMax + 3; i++)
        {
            orders.Place($"{i}", null);
        }

        Assert.Equal(CheckoutQueue.BatchMax, relay.Pass());
        Assert.Equal(3, relay.Pass());
        Assert.Equal(0, relay.Pass());
        Assert.True(worker.Pass());
        Assert.Empty(checkout.Waiting);
        Assert.All(orders.Keys(), key => Assert.NotNull(orders.Find(key)!.Fulfilled));
    }

    [Fact]
    public void What_the_queue_does_not_take_waits_in_the_outbox()
    {
        orders.Place("1", null);
        checkout.IsAway = true;
        Assert.Equal(0, relay.Pass());
        Assert.Equal(["1"], orders.Outbox);
        checkout.IsAway = false;
        Assert.Equal(1, relay.Pass());
        Assert.Empty(orders.Outbox);
    }

    [Fact]
    public void Nothing_is_received_while_the_database_is_away()
    {
        checkout.Send(["1"]);
        orders.IsAway = true;
        Assert.False(worker.Pass());
        Assert.Equal(0, checkout.Receipts);
    }

    [Fact]
    public void What_cannot_be_fulfilled_is_left_and_keeps_nobody_up()
    {
        orders.Place("2", null);
        checkout.Waiting.Add(new(null, "nonsense"));
        checkout.Send(["1", "2"]);
        Assert.True(worker.Pass());
        Assert.Equal(["nonsense", "receipt of 1"], checkout.Waiting.Select(ticket => ticket.Receipt));
        Assert.NotNull(orders.Find("2")!.Fulfilled);
    }

    [Theory]
    [InlineData("""{"order":"a \"b\""}""", "a \"b\"")]
    [InlineData("""{"order":7}""", null)]
    [InlineData("""{"cart":"a"}""", null)]
    [InlineData("[]", null)]
    [InlineData("nonsense", null)]
    public void A_message_names_an_order_or_is_not_ours(string body, string? key) =>
        Assert.Equal(key, CheckoutQueue.KeyOf(body));

    [Fact]
    public void The_queue_is_SQS()
    {
        const string Messages = """
            {"Messages": [{"MessageId": "m", "ReceiptHandle": "r", "Body": "{\"order\":\"7\"}"}]}
            """;
        using var sqs = new ScriptedHttp(
            """{"Successful": []}""", """{"Failed": [{"Id": "0"}]}""", Messages, "", "{}");
        var queue = new CheckoutQueue(
            "http://sqs.example/1/checkout", name => name == "AWS_ENDPOINT_URL" ? sqs.Url : null, TimeProvider.System);
        queue.Send(["7", "say \"8\""]);
        Assert.Contains("x-amz-target: AmazonSQS.SendMessageBatch\r\n", sqs.Heard[0]);
        Assert.Contains("""{"Id":"1","MessageBody":"{\"order\":\"say \\\"8\\\"\"}"}""", sqs.Heard[0]);
        Assert.Contains("did not take 1 messages", Assert.Throws<Away>(() => queue.Send(["9"])).Message);
        var ticket = Assert.Single(queue.Receive());
        Assert.Equal(new Ticket("7", "r"), ticket);
        queue.Delete(ticket);
        Assert.Contains("x-amz-target: AmazonSQS.DeleteMessage\r\n", sqs.Heard[3]);
        Assert.Contains("\"ReceiptHandle\":\"r\"", sqs.Heard[3]);
        Assert.Empty(queue.Receive());
    }
}
