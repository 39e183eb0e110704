using System.Globalization;
using System.Text;
using Faultline.Store;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Faults;

/// <summary>What faults do to a region of the running server below its API: to its disk and its clock.</summary>
public sealed class RegionFaultTests
{
    private const string Send = "AmazonSQS.SendMessage";
    private const string Message = """{"QueueUrl":"q","MessageBody":"hello"}""";

    [Theory]
    [InlineData("disk-fail")]
    [InlineData("disk-full")]
    public async Task A_region_whose_disk_fails_acknowledges_nothing_and_is_whole_once_it_is_well(string kind)
    {
        await using var server = await Running.Start(settings => settings with { Durability = Durability.Strict });
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        Assert.Equal(200, (await server.Json(Send, Message)).Status);
        await Begin(server, $$"""{"kind":"{{kind}}","place":"us-east-1"}""");
        Assert.Equal(503, (await server.Json(Send, Message)).Status);
        Assert.Equal(200, (await server.Json(
            "AmazonSQS.ListQueues", "{}", Running.Key("test", "sqs", "eu-west-1"))).Status);

        await server.Send("DELETE /_faultline/faults HTTP/1.1\nHost: localhost:4566");
        Assert.Equal(200, (await server.Json(Send, Message)).Status);
        Assert.Equal("2", await Count(server));
        Assert.DoesNotContain("CAN NO LONGER BE KEPT", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_waits_for_a_disk_that_is_stuck()
    {
        await using var server = await Running.Start(settings => settings with { Durability = Durability.Strict });
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        await Begin(server, """{"kind":"disk-stuck","place":"us-east-1"}""");
        var sent = server.Json(Send, Message);
        Assert.Equal(200, (await server.Json(
            "AmazonSQS.ListQueues", "{}", Running.Key("test", "sqs", "eu-west-1"))).Status);
        Assert.False(sent.IsCompleted);
        await server.Send("DELETE /_faultline/faults HTTP/1.1\nHost: localhost:4566");
        Assert.Equal(200, (await sent.WaitAsync(TimeSpan.FromSeconds(30))).Status);
    }

    [Fact]
    public async Task A_skewed_clock_is_the_regions_alone()
    {
        var clock = new ManualClock();
        await using var server = await Running.Start(clock: clock);
        await Begin(server, """{"kind":"clock-skew","place":"us-east-1","skew":"1h"}""");
        async Task<TimeSpan> Ahead(string region)
        {
            var key = Running.Key("test", "sqs", region);
            await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""", key);
            var shown = await server.Json(
                "AmazonSQS.GetQueueAttributes", """{"QueueUrl":"q","AttributeNames":["CreatedTimestamp"]}""", key);
            var created = (string)shown.Json["Attributes"]!["CreatedTimestamp"]!;
            var seconds = long.Parse(created, CultureInfo.InvariantCulture);
            return DateTimeOffset.FromUnixTimeSeconds(seconds) - clock.GetUtcNow();
        }

        Assert.Equal(TimeSpan.FromHours(1), await Ahead("us-east-1"));
        Assert.Equal(TimeSpan.Zero, await Ahead("eu-west-1"));
    }

    [Fact]
    public async Task A_fault_ends_when_its_time_is_over()
    {
        var clock = new ManualClock();
        await using var server = await Running.Start(clock: clock);
        await Begin(server, """{"kind":"zone-power","zone":"use1-az1","for":"10s","return":"20s"}""");
        Assert.Equal(8, Off(server));
        clock.Go(TimeSpan.FromSeconds(20));
        await Until(server, () => Off(server) is > 0 and < 8);
        clock.Go(TimeSpan.FromSeconds(10));
        await Until(server, () => server.Cloud.World.Faults.InForce.Count == 0);
        Assert.Equal(0, Off(server));
    }

    [Fact]
    public async Task Under_AWSs_timing_hosts_take_as_long_to_come_back_as_there()
    {
        await using var server = await Running.Start(settings => settings with { Timing = Kernel.Times.Timing.Aws });
        await Begin(server, """{"kind":"zone-power","zone":"use1-az1"}""");
        await Begin(server, """{"kind":"zone-power","zone":"use1-az2","return":"1s"}""");
        var (drawn, said) = (server.Cloud.World.Faults.InForce[0].Fault, server.Cloud.World.Faults.InForce[1].Fault);
        var step = Kernel.Times.Steps.PowerReturn;
        Assert.InRange(drawn.Aftermath, step.Min, step.Max);
        Assert.Equal(TimeSpan.FromSeconds(1), said.Aftermath);
    }

    /// <summary>Waits until the timeline has something new, as long as it is not so.</summary>
    private static async Task Until(Running server, Func<bool> isSo)
    {
        while (true)
        {
            var next = server.Cloud.World.Timeline.Next();
            if (isSo())
            {
                return;
            }

            await next.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private static int Off(Running server)
    {
        server.Cloud.Around.Atlas.TryFind("use1-az1", out var zone);
        return zone!.All(Kernel.Places.DomainKind.Host).Count(host => server.Cloud.Around.Board.View.Host(host).Off);
    }

    private static async Task Begin(Running server, string fault)
    {
        var answer = await server.Send(
            "POST /_faultline/faults HTTP/1.1\nHost: localhost:4566", Encoding.UTF8.GetBytes(fault));
        Assert.True(answer.Status == 201, answer.Text);
    }

    private static async Task<string> Count(Running server)
    {
        var shown = await server.Json(
            "AmazonSQS.GetQueueAttributes", """{"QueueUrl":"q","AttributeNames":["ApproximateNumberOfMessages"]}""");
        return (string)shown.Json["Attributes"]!["ApproximateNumberOfMessages"]!;
    }
}
