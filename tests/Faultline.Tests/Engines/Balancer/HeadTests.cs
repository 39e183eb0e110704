using System.Text;
using Faultline.Engines.Balancer.Http;

namespace Faultline.Tests.Engines.Balancer;

public sealed class HeadTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nx:  y \t\r\n\r\n", 3)]
    [InlineData("M-SEARCH * HTTP/1.0\r\n\r\n", 0)]
    [InlineData("GET http://a/b?c=d HTTP/1.1\r\nHost: a\r\n\r\nrest", 1)]
    public void A_head_is_read_however_its_bytes_come(string text, int fields)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var step = 1; step <= bytes.Length; step++)
        {
            var head = new Head();
            var there = 0;
            while (!head.Read(bytes.AsSpan(0, there), isAnswer: false))
            {
                there = Math.Min(there + step, bytes.Length);
            }

            Assert.Null(head.Fault);
            Assert.Equal(fields, head.Fields.Length);
            Assert.Equal(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, head.Length);
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: a\r\n\r\n", "carriage return")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\n\r\n", "carriage return")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", "next line")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "before a colon")]
    [InlineData("GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", "before a colon")]
    [InlineData("GET / HTTP/1.1\r\nHost\r\n\r\n", "no name")]
    [InlineData("GET / HTTP/1.1\r\n: a\r\n\r\n", "no name")]
    [InlineData("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", "control character")]
    [InlineData("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", "control character")]
    [InlineData("GET /\r\n\r\n", "METHOD TARGET VERSION")]
    [InlineData("\r\nGET / HTTP/1.1\r\n\r\n", "METHOD TARGET VERSION")]
    [InlineData("GET  / HTTP/1.1\r\n\r\n", "target")]
    [InlineData("GET /a b HTTP/1.1\r\n\r\n", "target")]
    [InlineData("GET /\t HTTP/1.1\r\n\r\n", "target")]
    [InlineData("G(T / HTTP/1.1\r\n\r\n", "token")]
    [InlineData("GET / HTTP/2.0\r\n\r\n", "not supported")]
    [InlineData("GET / http/1.1\r\n\r\n", "version is none")]
    [InlineData("GET / HTTP/1.1 \r\n\r\n", "target")]
    public void What_can_be_read_in_two_ways_is_bad(string text, string why)
    {
        var head = new Head();
        Assert.True(head.Read(Encoding.ASCII.GetBytes(text), isAnswer: false));
        Assert.Contains(why, head.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_whose_name_is_no_token_is_marked()
    {
        var head = new Head();
        Assert.True(head.Read("GET / HTTP/1.1\r\nHost: a\r\nX{Y}: z\r\n\r\n"u8, isAnswer: false));
        Assert.Equal([false, true], head.Fields.ToArray().Select(field => field.IsBad));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 204\r\n\r\n", 204)]
    [InlineData("HTTP/1.0 599 \r\n\r\n", 599)]
    public void An_answer_has_a_status(string text, int status)
    {
        var head = new Head();
        Assert.True(head.Read(Encoding.ASCII.GetBytes(text), isAnswer: true));
        Assert.Null(head.Fault);
        Assert.Equal(status, head.Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000\r\n\r\n")]
    [InlineData("HTTP/1.1 099 No\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    public void What_is_no_answer_is_bad(string text)
    {
        var head = new Head();
        Assert.True(head.Read(Encoding.ASCII.GetBytes(text), isAnswer: true));
        Assert.NotNull(head.Fault);
    }

    [Fact]
    public void There_is_a_limit_to_fields()
    {
        var text = "GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 300)) + "\r\n";
        var head = new Head();
        Assert.True(head.Read(Encoding.ASCII.GetBytes(text), isAnswer: false));
        Assert.Equal(431, head.FaultStatus);
    }
}
