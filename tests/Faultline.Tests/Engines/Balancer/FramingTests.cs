using System.Text;
using Faultline.Engines.Balancer.Http;

namespace Faultline.Tests.Engines.Balancer;

public sealed class FramingTests
{
    [Theory]
    [InlineData("", "None")]
    [InlineData("Content-Length: 0", "None")]
    [InlineData("Content-Length: 12", "Length 12")]
    [InlineData("Transfer-Encoding: chunked", "Chunked")]
    [InlineData("transfer-encoding: Chunked", "Chunked")]
    [InlineData("Content-Length: 1|Content-Length: 1", "doubt")]
    [InlineData("Content-Length: 1|Content-Length: 2", "doubt")]
    [InlineData("Content-Length: 1, 1", "doubt")]
    [InlineData("Content-Length: +1", "doubt")]
    [InlineData("Content-Length: -1", "doubt")]
    [InlineData("Content-Length: 0x1", "doubt")]
    [InlineData("Content-Length: ", "doubt")]
    [InlineData("Content-Length: 99999999999999999999", "doubt")]
    [InlineData("Content-Length: 1|Transfer-Encoding: chunked", "doubt")]
    [InlineData("Transfer-Encoding: chunked|Content-Length: 1", "doubt")]
    [InlineData("Transfer-Encoding: chunked|Transfer-Encoding: chunked", "doubt")]
    [InlineData("Transfer-Encoding: chunked|Transfer-Encoding: identity", "doubt")]
    [InlineData("Transfer-Encoding: gzip, chunked", "doubt")]
    [InlineData("Transfer-Encoding: chunked, identity", "doubt")]
    [InlineData("Transfer-Encoding: xchunked", "doubt")]
    [InlineData("Transfer-Encoding: \"chunked\"", "doubt")]
    [InlineData("Transfer-Encoding: chunked;", "doubt")]
    [InlineData("Transfer-Encoding:", "doubt")]
    public void The_end_of_a_request_is_known_without_doubt_or_it_is_refused(string fields, string expected) =>
        Assert.Equal(expected, Of("POST / HTTP/1.1", fields, null));

    [Fact]
    public void Chunks_are_not_for_the_old_version() =>
        Assert.Equal("doubt", Of("POST / HTTP/1.0", "Transfer-Encoding: chunked", null));

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "", false, "UntilEnd")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 0", false, "None")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 5", false, "Length 5")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 5", true, "None")]
    [InlineData("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", true, "None")]
    [InlineData("HTTP/1.1 204 No", "", false, "None")]
    [InlineData("HTTP/1.1 304 Same", "Content-Length: 5", false, "None")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 5|Transfer-Encoding: chunked", false, "doubt")]
    public void So_is_that_of_an_answer(string first, string fields, bool toHead, string expected) =>
        Assert.Equal(expected, Of(first, fields, toHead));

    private static string Of(string first, string fields, bool? toHead)
    {
        var lines = fields.Split('|', StringSplitOptions.RemoveEmptyEntries).Prepend(first);
        var text = string.Concat(lines.Select(line => line + "\r\n")) + "\r\n";
        var (head, bytes) = (new Head(), Encoding.ASCII.GetBytes(text));
        Assert.True(head.Read(bytes, isAnswer: toHead is not null));
        Assert.Null(head.Fault);
        var framing = toHead is { } isHead
            ? Framing.OfAnswer(head, bytes, isHead)
            : Framing.OfRequest(head, bytes);
        return framing is not { } found ? "doubt"
            : found.Kind == BodyKind.Length ? $"Length {found.Length}"
            : found.Kind.ToString();
    }
}
