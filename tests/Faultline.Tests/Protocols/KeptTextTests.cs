using System.Buffers;
using System.Text;
using Faultline.Api.Sqs;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Protocols;

public sealed class KeptTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("Grüße 👋", "Grüße 👋")]
    [InlineData("\\\"\\u00e9\\n\\ud83d\\udc4b\\\\", "\"é\n👋\\")]
    public void A_kept_text_is_read_from_JSON_as_it_was_meant(string json, string text)
    {
        var read = Read(Encoding.UTF8.GetBytes(Body(json)));
        Assert.Equal(Encoding.UTF8.GetBytes(text), read.Utf8);
        Assert.Equal(text, read.ToString());
    }

    [Fact]
    public void A_kept_text_is_longer_than_any_room_on_the_stack()
    {
        var text = new string('ü', 5000);
        Assert.Equal(text + "\n", Read(Encoding.UTF8.GetBytes(Body(text + "\\n"))).ToString());
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("a\\udc00b")]
    public void Half_a_character_is_malformed(string json) =>
        Assert.Throws<MalformedInput>(() => Read(Encoding.UTF8.GetBytes(Body(json))));

    [Theory]
    [InlineData("")]
    [InlineData("\\n")]
    public void Bytes_that_are_no_UTF8_are_malformed(string before)
    {
        var bytes = Encoding.Latin1.GetBytes(Body(before + "\u00c3("));
        var refusal = Assert.Throws<MalformedInput>(() => Read(bytes));
        Assert.Equal("STRING_VALUE is not valid Unicode", refusal.Message);
    }

    [Fact]
    public void What_is_no_text_is_no_kept_text()
    {
        var refusal = Assert.Throws<MalformedInput>(() => Read("""{"MessageBody":1}"""u8.ToArray()));
        Assert.Equal("NUMBER_VALUE cannot be converted to String", refusal.Message);
    }

    [Fact]
    public void A_protocol_that_makes_strings_gives_the_same()
    {
        var request = new SendMessageRequest();
        var operation = SqsModel.Service.Find("SendMessage")!;
        var form = new Incoming
        {
            Method = "POST",
            Path = "/",
            Headers = new HeaderDictionary { ["Content-Type"] = "application/x-www-form-urlencoded" },
            Body = "Action=SendMessage&MessageBody=Gr%C3%BC%C3%9Fe"u8.ToArray(),
        };
        Codecs.Of(Protocol.Query).Read(SqsModel.Service, operation, form, request);
        Assert.Equal("Grüße"u8.ToArray(), request.MessageBody.Utf8);
        Assert.Equal("Grüße", request.MessageBody.ToString());
    }

    [Fact]
    public void Half_a_pair_of_surrogates_has_no_UTF8()
    {
        KeptText text = "a\uD800b";
        Assert.Null(text.Utf8);
        Assert.Equal("a\uD800b", text.ToString());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Grüße 👋 <&>", "Grüße \\uD83D\\uDC4B <&>")]
    [InlineData("\"é\n\\", "\\\"é\\n\\\\")]
    public void A_kept_text_is_written_to_JSON_as_a_string_is(string text, string json)
    {
        Assert.Equal($$"""{"Body":"{{json}}"}""", Written(new Message { Body = text }));
        Assert.Equal($$"""{"MessageId":"{{json}}"}""", Written(new Message { MessageId = text }));
    }

    [Fact]
    public void What_has_no_UTF8_is_written_to_JSON_all_the_same() =>
        Assert.Equal("""{"Body":"a\uFFFDb"}""", Written(new Message { Body = "a\uD800b" }));

    private static string Written(Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonShapeWriter.Write(message, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Body(string json) => $$"""{"MessageBody":"{{json}}"}""";

    private static KeptText Read(byte[] json)
    {
        var request = new SendMessageRequest();
        JsonShapeReader.Read(json, request);
        return request.MessageBody;
    }
}
