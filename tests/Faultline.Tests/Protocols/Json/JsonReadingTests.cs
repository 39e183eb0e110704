using System.Text;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Json;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData(" ")]
    [InlineData("{\"Text\":\"x\",}")]
    [InlineData("{\"Text\" \"x\"}")]
    [InlineData("{'Text':'x'}")]
    [InlineData("{\"Text\":\"x\" // y\n}")]
    [InlineData("{\"Text\":\"\\x\"}")]
    [InlineData("{\"Text\":\"\\ud800\"}")]
    [InlineData("{\"Text\":\"\\ud800\\u0041\"}")]
    [InlineData("{\"Text\":\"\\udc00\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"Text\":1}")]
    [InlineData("{\"Text\":{}}")]
    [InlineData("{\"Text\":true}")]
    [InlineData("{\"Flag\":\"true\"}")]
    [InlineData("{\"Int\":\"1\"}")]
    [InlineData("{\"Int\":1.5}")]
    [InlineData("{\"Int\":2147483648}")]
    [InlineData("{\"Long\":9223372036854775808}")]
    [InlineData("{\"Long\":1e400}")]
    [InlineData("{\"Long\":01}")]
    [InlineData("{\"Double\":\"1\"}")]
    [InlineData("{\"Double\":1e400}")]
    [InlineData("{\"Double\":NaN}")]
    [InlineData("{\"Blob\":\"a\"}")]
    [InlineData("{\"Blob\":\"@@@@\"}")]
    [InlineData("{\"Time\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("{\"Time\":1e300}")]
    [InlineData("{\"IsoTime\":1}")]
    [InlineData("{\"IsoTime\":\"yesterday\"}")]
    [InlineData("{\"List\":{}}")]
    [InlineData("{\"List\":[1]}")]
    [InlineData("{\"Map\":[]}")]
    [InlineData("{\"Map\":{\"a\":{}}}")]
    [InlineData("{\"Sink\":[]}")]
    [InlineData("{\"Union\":{}}")]
    [InlineData("{\"Union\":{\"A\":null}}")]
    [InlineData("{\"Union\":{\"A\":\"x\",\"B\":1}}")]
    [InlineData("{\"Union\":{\"A\":\"x\",\"A\":\"y\"}}")]
    [InlineData("{\"Union\":{\"D\":1}}")]
    [InlineData("{\"Union\":{\"C\":{}}}")]
    [InlineData("{\"Doc\":{\"a\":\"\\ud800\"}}")]
    [InlineData("{\"Doc\":1e400}")]
    public void What_does_not_fit_is_malformed(string body) => Assert.Throws<MalformedInput>(() => Sink.Json(body));

    [Fact]
    public void A_body_of_more_values_than_any_request_has_is_malformed()
    {
        static string Body(int count) => $$"""{"Other":[{{string.Concat(Enumerable.Repeat("0,", count))}}0]}""";
        Assert.NotNull(Sink.Json(Body(1000)));
        Assert.Throws<MalformedInput>(() => Sink.Json(Body(4_000_000)));
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData(" {\r\n\t} ", "{}")]
    [InlineData("{\"Text\":null,\"List\":null}", "{}")]
    [InlineData("{\"Other\":[[[{}]]],\"Int\":3}", "{\"Int\":3}")]
    [InlineData("{\"Int\":1,\"Int\":2}", "{\"Int\":2}")]
    [InlineData("{\"\\u0049nt\":1}", "{\"Int\":1}")]
    [InlineData("{\"Int\":1.0,\"Long\":1e3}", "{\"Int\":1,\"Long\":1000}")]
    [InlineData("{\"List\":[null,\"a\",null]}", "{\"List\":[\"a\"]}")]
    [InlineData("{\"SparseList\":[null,\"a\",null]}", "{\"SparseList\":[null,\"a\",null]}")]
    [InlineData("{\"Map\":{\"a\":null,\"b\":1}}", "{\"Map\":{\"b\":1}}")]
    [InlineData("{\"Map\":{\"a\":1,\"a\":2}}", "{\"Map\":{\"a\":2}}")]
    [InlineData("{\"Union\":{\"__type\":\"x\",\"B\":1,\"A\":null}}", "{\"Union\":{\"B\":1}}")]
    [InlineData("{\"Blob\":\"AA\\/A\"}", "{\"Blob\":\"AA/A\"}")]
    [InlineData("{\"Time\":1.5e9}", "{\"Time\":1500000000}")]
    [InlineData("{\"Time\":0.0015}", "{\"Time\":0.002}")]
    [InlineData("{\"Text\":\"\\b\\f\\n\\r\\t\\/\\\\\\\"\\u0000\"}", "{\"Text\":\"\\b\\f\\n\\r\\t/\\\\\\\"\\u0000\"}")]
    [InlineData("{\"Doc\":{\"a\":[1,2.5,\"x\",null,true],\"a\":18446744073709551615}}",
        "{\"Doc\":{\"a\":18446744073709551615}}")]
    [InlineData("{\"Float\":\"-Infinity\"}", "{\"Float\":\"-Infinity\"}")]
    public void What_fits_is_read_and_written(string body, string written) =>
        Assert.Equal(written, Encoding.UTF8.GetString(Sink.Write(Protocol.Json10, Sink.Json(body))));

    [Fact]
    public void Text_that_is_not_Unicode_is_malformed()
    {
        byte[] body = [.. "{\"Text\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Throws<MalformedInput>(() => Sink.Read(Protocol.Json10, body));
    }

    [Fact]
    public void A_long_text_full_of_escapes_is_read_whole()
    {
        var text = string.Concat(Enumerable.Repeat("a\\\"\\u00e9\\ud83d\\ude00", 1000));
        Assert.Equal(
            string.Concat(Enumerable.Repeat("a\"é😀", 1000)), Sink.Json($$"""{"Text":"{{text}}"}""").Values["Text"]);
    }

    [Theory]
    [InlineData("{\"Sink\":", "}")]
    [InlineData("{\"Other\":", "}")]
    [InlineData("{\"Doc\":[", "]}")]
    [InlineData("[", "]")]
    public void A_body_that_is_nested_too_deep_is_malformed(string open, string close)
    {
        var (opened, closed) = (Enumerable.Repeat(open, 100_000), Enumerable.Repeat(close, 100_000));
        var body = string.Concat(opened) + "1" + string.Concat(closed);
        Assert.Throws<MalformedInput>(() => Sink.Json(body));
    }

    [Fact]
    public void A_body_may_be_nested_as_deep_as_DynamoDB_allows()
    {
        var body = string.Concat(Enumerable.Repeat("{\"Sink\":", 100)) + "{}" + new string('}', 100);
        Assert.NotNull(Sink.Json(body).Values["Sink"]);
    }

    [Fact]
    public void A_reader_that_failed_leaves_nothing_for_the_next()
    {
        Assert.Throws<MalformedInput>(() => Sink.Json("{\"Union\":{\"A\":\"x\",\"B\":1}}"));
        Assert.Equal("y", ((Loose)Sink.Json("{\"Union\":{\"A\":\"y\"}}").Values["Union"]!).Values["A"]);
    }
}
