using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

public sealed class AllocationTests
{
    [Fact]
    public void Proving_a_request_makes_next_to_nothing_for_the_collector()
    {
        const int rounds = 1000;
        // Optimized code makes nothing at all; what the tests run makes a little.
        const int BytesMax = 500;
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var authenticator = new Authenticator(new(true, new OneKey("AKIAANNA", "secret")));
        var expected = new Expected { Service = "sqs", Protocol = Protocol.Json10, Now = now };
        foreach (var key in (string[])["AKIAANNA", "test"])
        {
            var request = new Signer(key, "secret").Sign(
                now, body: new byte[1024],
                headers: [("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", "AmazonSQS.SendMessage")]);
            authenticator.Authenticate(request, Claim.Read(request), expected);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++)
            {
                authenticator.Authenticate(request, Claim.Read(request), expected);
            }

            Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / rounds, 0, BytesMax);
        }
    }
}
