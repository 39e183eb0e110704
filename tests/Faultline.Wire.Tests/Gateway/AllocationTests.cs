using Faultline.Wire.Tests.World;
using Xunit.Abstractions;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Memory is counted for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What a request costs in memory, from the connection's bytes to the answer's.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests(ITestOutputHelper output)
{
#if DEBUG
    // Unoptimised, every asynchronous method allocates.
    private const int BytesMax = 5_600;
#else
    private const int BytesMax = 5_000;
#endif

    private const int Warm = 2_000;
    private const int Counted = 4_000;

    [Fact]
    public async Task A_signed_SendMessage_allocates_no_more_than_its_gate()
    {
        await using var server = await Running.Start(settings => settings with { Log = LogLevel.Info });
        await server.Json("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        var signer = await Signer.Of(server);
        var body = new string('x', 1024);
        var request = signer.Request(
            "AmazonSQS.SendMessage",
            $$"""{"QueueUrl":"http://localhost:4566/000000000000/q","MessageBody":"{{body}}"}""");
        await using var line = server.Connect();
        await Send(line, request, Warm);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await Send(line, request, Counted);
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Counted;
        output.WriteLine($"SendMessage (1 KiB, signed, json): {bytes} bytes allocated a request, at most {BytesMax}");
        Assert.InRange(bytes, 1024, BytesMax);
    }

    /// <summary>Sends and hears the answers, with no memory of its own.</summary>
    private static async Task Send(Stream line, byte[] request, int count)
    {
        var answer = new byte[16 * 1024];
        for (var i = 0; i < count; i++)
        {
            await line.WriteAsync(request);
            var length = 0;
            do
            {
                // The end of the stream, read as nothing, is no answer either.
                var read = await line.ReadAsync(answer.AsMemory(length));
                length = read == 0 ? answer.Length : length + read;
            }
            while (length < answer.Length && answer[length - 1] != '}');

            var taken = length < answer.Length && answer.AsSpan().StartsWith("HTTP/1.1 200"u8);
            Assert.True(taken, "The message was not taken.");
        }
    }
}
