using System.Text;
using Faultline.Engines.Balancer.Http;

namespace Faultline.Tests.Engines.Balancer;

public sealed class ChunksTests
{
    [Theory]
    [InlineData("0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("a;name=value\r\n0123456789\r\n000\r\nTrailer: x\r\nOther: y\r\n\r\n")]
    [InlineData("1\r\n\r\r\n1\r\n\n\r\n0\r\n\r\n")]
    public void A_body_ends_where_it_ends_however_its_bytes_come(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text + "GET / HTTP/1.1");
        for (var step = 1; step <= bytes.Length; step++)
        {
            var (chunks, at) = (default(Chunks), 0);
            while (!chunks.IsDone)
            {
                var count = chunks.Follow(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
                Assert.True(count > 0);
                at += count;
            }

            Assert.Equal(text.Length, at);
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData(" 5\r\nhello\r\n")]
    [InlineData("5 \r\nhello\r\n")]
    [InlineData("0x5\r\nhello\r\n")]
    [InlineData("-5\r\nhello\r\n")]
    [InlineData("5\nhello\r\n")]
    [InlineData("5\r\nhello\n")]
    [InlineData("5\r\nhello!\r\n")]
    [InlineData("5;a\nhello\r\n")]
    [InlineData("5;a\0b\r\nhello\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    [InlineData("0\r\n folded: x\r\n")]
    [InlineData("0\r\nTrailer: x\n\r\n")]
    [InlineData("0\r\n\rx")]
    public void What_is_not_quite_a_chunk_is_none(string text)
    {
        var chunks = default(Chunks);
        Assert.Equal(-1, chunks.Follow(Encoding.ASCII.GetBytes(text)));
    }

    [Theory]
    [InlineData("5;")]
    [InlineData("0\r\nA: ")]
    public void Lines_that_do_not_end_are_not_waited_for_for_ever(string begin)
    {
        var chunks = default(Chunks);
        Assert.True(chunks.Follow(Encoding.ASCII.GetBytes(begin)) > 0);
        Assert.Equal(-1, chunks.Follow(Encoding.ASCII.GetBytes(new string('a', 20_000))));
    }
}
