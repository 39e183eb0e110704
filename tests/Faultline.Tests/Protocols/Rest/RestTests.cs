using System.Text;
using Faultline.Tests.Protocols.Xml;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Rest;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Protocols.Rest;

public sealed class RestTests
{
    private static readonly Shape date = new("Date", ShapeKind.Timestamp);

    private static readonly Shape input = Make.Structure(
        "Input",
        new Member("Bucket", 0, () => Make.Text) { Location = Location.Uri },
        new Member("Key", 1, () => Make.Text) { Location = Location.Uri },
        new Member("Prefix", 2, () => Make.Text) { Location = Location.QueryString, LocationName = "prefix" },
        new Member("Tags", 3, () => Make.List(Make.Text)) { Location = Location.QueryString, LocationName = "tag" },
        new Member("Max", 4, () => Make.Whole) { Location = Location.QueryString, LocationName = "max" },
        new Member("Range", 5, () => Make.Text) { Location = Location.Header },
        new Member("Names", 6, () => Make.List(Make.Text)) { Location = Location.Header, LocationName = "X-Names" },
        new Member("Times", 7, () => Make.List(date)) { Location = Location.Header, LocationName = "X-Times" },
        new Member("Context", 8, () => Make.Text)
        {
            Location = Location.Header, LocationName = "X-Context", JsonValue = true,
        },
        new Member("Meta", 9, () => Make.Map(Make.Text)) { Location = Location.Headers, LocationName = "x-meta-" },
        new Member("Name", 10, () => Make.Text),
        new Member("Count", 11, () => Make.Whole));

    private static readonly Codec json = new RestJsonCodec(), xml = new RestXmlCodec();

    [Theory]
    [InlineData("/b/k", "{Bucket=b, Key=k}")]
    [InlineData("/b/some/long/key", "{Bucket=b, Key=some/long/key}")]
    [InlineData("/b/a%2Fb%20c+d%E2%82%AC", "{Bucket=b, Key=a/b c+d€}")]
    [InlineData("/b/a//b", "{Bucket=b, Key=a//b}")]
    [InlineData("/b/%", "# A percent sign in the URI is not followed by two hexadecimal digits.")]
    [InlineData("/b/%4", "# A percent sign in the URI is not followed by two hexadecimal digits.")]
    [InlineData("/b/%FF", "# The URI is not valid UTF-8.")]
    [InlineData("/b", "# The path is not of the form /{Bucket}/{Key+}.")]
    public void Labels_are_taken_from_the_path(string path, string value) => Assert.Equal(value, Read(path));

    [Theory]
    [InlineData("prefix=a+b%2Bc", "Prefix=a b+c")]
    [InlineData("prefix", "Prefix=")]
    [InlineData("prefix=a&prefix=b", "Prefix=a")]
    [InlineData("tag=a&x=y&tag=b,c", "Tags=[a, b,c]")]
    [InlineData("max=5", "Max=5")]
    public void Members_are_taken_from_the_query_string(string query, string value) =>
        Assert.Equal($"{{Bucket=b, Key=k, {value}}}", Read("/b/k", query));

    [Theory]
    [InlineData("Range", "bytes=0-1", "Range=bytes=0-1")]
    [InlineData("X-Names", "a, b,c", "Names=[a, b, c]")]
    [InlineData("X-Names", "\"a, b\", \"c \\\"d\\\"\", e", "Names=[a, b, c \"d\", e]")]
    [InlineData("X-Names", "", "Names=[]")]
    [InlineData("X-Context", "eyJhIjoxfQ==", "Context={\"a\":1}")]
    [InlineData("X-Meta-One", "1", "Meta=<One=1>")]
    [InlineData(
        "X-Times", "Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 00:00:00 GMT",
        "Times=[2019-12-16T23:48:18.000, 2019-12-17T00:00:00.000]")]
    public void Members_are_taken_from_headers(string header, string text, string value) => Assert.Equal(
        $"{{Bucket=b, Key=k, {value}}}", Read("/b/k", headers: new HeaderDictionary { [header] = text }));

    [Theory]
    [InlineData("X-Names", "\"a", "# A quote in a header is not closed.")]
    [InlineData("X-Names", "\"a\" b", "# A quoted value in a header is not followed by a comma.")]
    [InlineData("X-Times", "Mon, 16 Dec 2019", "# 'Mon, 16 Dec 2019' is not an HTTP date.")]
    [InlineData("X-Context", "{}", "# The value of Context is not base64.")]
    public void Broken_headers_are_malformed(string header, string text, string error) => Assert.Equal(
        error, Read("/b/k", headers: new HeaderDictionary { [header] = text }));

    [Fact]
    public void What_no_other_place_holds_is_in_the_body()
    {
        Assert.Equal(
            "{Bucket=b, Key=k, Name=n, Count=2}",
            Read("/b/k", body: "{\"Name\": \"n\", \"Count\": 2, \"Bucket\": \"other\", \"Range\": \"other\"}"));
        Assert.Equal(
            "{Bucket=b, Key=k, Name=n, Count=2}",
            Read(xml, Request("/b/k", body: "<I><Name>n</Name><Count>2</Count><Key>other</Key></I>")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"Name\": 1}")]
    [InlineData("{\"Count\": \"x\"}")]
    public void Broken_bodies_are_malformed(string body) =>
        Assert.StartsWith("# ", Read("/b/k", body: body), StringComparison.Ordinal);

    [Fact]
    public void One_member_may_be_the_whole_body()
    {
        var structure = Make.Structure("Part", new Member("Name", 0, () => Make.Text));

        Assert.Equal("{Body={Name=n}}", Payload(json, structure, "{\"Name\": \"n\"}"));
        Assert.Equal("{Body={Name=n}}", Payload(xml, structure, "<Part><Name>n</Name></Part>"));
        Assert.Equal("{}", Payload(json, structure, ""));
        Assert.Equal("{Body=text}", Payload(json, Make.Text, "text"));
        Assert.Equal("{Body=0102}", Payload(xml, Make.Bytes, "\u0001\u0002"));
        Assert.Equal("{Body={\"a\":[1,null]}}", Payload(json, new("Any", ShapeKind.Document), "{\"a\":[1,null]}"));
        Assert.StartsWith("# ", Payload(json, structure, "{\"Name\": \"n\"} x"), StringComparison.Ordinal);
        Assert.StartsWith("# ", Payload(xml, structure, "{"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_streaming_body_is_handed_over_as_it_comes()
    {
        var body = new Member("Body", 0, () => Make.Bytes) { Streaming = true };
        var shape = new Shape("Input", ShapeKind.Structure, () => [body]) { Payload = "Body" };
        var request = Make.Request([1, 2, 3]);
        var bag = new Bag(shape);
        xml.Read(Make.Service(Protocol.RestXml), Make.Operation("Put", shape), request, bag);

        Assert.Same(request.Stream, bag["Body"]);

        var (response, stream) = (Make.Response(), new MemoryStream([1]));
        xml.Write(
            Make.Service(Protocol.RestXml), Make.Operation("Get", output: shape),
            new Bag(shape) { ["Body"] = stream }, "id", response);

        Assert.Same(stream, response.Stream);
        Assert.Equal("application/octet-stream", response.Headers.ContentType);
    }

    [Fact]
    public void A_response_spreads_over_status_headers_and_body()
    {
        var output = Make.Structure(
            "Output",
            new Member("Code", 0, () => Make.Whole) { Location = Location.StatusCode },
            new Member("Names", 1, () => Make.List(Make.Text)) { Location = Location.Header, LocationName = "X-Names" },
            new Member("Date", 2, () => date) { Location = Location.Header, LocationName = "Last-Modified" },
            new Member("Type", 3, () => Make.Text) { Location = Location.Header, LocationName = "Content-Type" },
            new Member("Meta", 4, () => Make.Map(Make.Text)) { Location = Location.Headers, LocationName = "x-meta-" },
            new Member("Context", 5, () => Make.Text)
            {
                Location = Location.Header, LocationName = "X-Context", JsonValue = true,
            },
            new Member("Name", 6, () => Make.Text));
        var bag = new Bag(output)
        {
            ["Code"] = 201,
            ["Names"] = new List<object> { "a", "b, c", "\"d\"" },
            ["Date"] = new DateTimeOffset(2019, 12, 16, 23, 48, 18, TimeSpan.Zero),
            ["Type"] = "image/png",
            ["Meta"] = new Dictionary<string, object> { ["one"] = "ü\r\nX-Evil: 1", ["two"] = "2" },
            ["Context"] = "{}",
            ["Name"] = "n",
        };
        var response = Make.Response();
        json.Write(Make.Service(Protocol.RestJson), Make.Operation("Get", output: output), bag, "id-1", response);

        Assert.Equal(201, response.Status);
        Assert.Equal("a, \"b, c\", \"\\\"d\\\"\"", response.Headers["X-Names"]);
        Assert.Equal("Mon, 16 Dec 2019 23:48:18 GMT", response.Headers["Last-Modified"]);
        Assert.Equal("image/png", response.Headers.ContentType);
        Assert.Equal("=?UTF-8?B?w7wNClgtRXZpbDogMQ==?=", response.Headers["x-meta-one"]);
        Assert.Equal("2", response.Headers["x-meta-two"]);
        Assert.Equal("e30=", response.Headers["X-Context"]);
        Assert.Equal("id-1", response.Headers["x-amzn-RequestId"]);
        Assert.Equal("{\"Name\":\"n\"}", response.Body());
    }

    [Theory]
    [InlineData(
        false, "<ErrorResponse xmlns=\"http://x/\"><Error><Type>Sender</Type><Code>Gone</Code>"
        + "<Message>It is gone.</Message><Left>3</Left></Error><RequestId>id-1</RequestId></ErrorResponse>")]
    [InlineData(
        true, "<Error><Code>Gone</Code><Message>It is gone.</Message><Left>3</Left>"
        + "<RequestId>id-1</RequestId></Error>")]
    public void An_error_in_xml_is_wrapped_or_bare(bool bare, string body)
    {
        var service = Make.Service(Protocol.RestXml, "http://x/", bare);
        var response = Make.Response();
        xml.Write(service, Gone(), "id-1", response);

        Assert.Equal(404, response.Status);
        Assert.EndsWith(body, response.Body(), StringComparison.Ordinal);
        Assert.Equal("id-1", response.Headers[bare ? "x-amz-request-id" : "x-amzn-RequestId"]);
        Assert.Equal("9", response.Headers["Retry-After"]);
    }

    [Fact]
    public void An_error_in_json_names_itself_in_a_header()
    {
        var (modelled, other) = (Make.Response(), Make.Response());
        json.Write(Make.Service(Protocol.RestJson), Gone(), "id-1", modelled);
        json.Write(Make.Service(Protocol.RestJson), new AwsError("Throttled", 429, "Slow down."), "id-2", other);

        Assert.Equal(404, modelled.Status);
        Assert.Equal("Gone", modelled.Headers["x-amzn-ErrorType"]);
        Assert.Equal("{\"Message\":\"It is gone.\",\"Left\":3}", modelled.Body());
        Assert.Equal("9", modelled.Headers["Retry-After"]);
        Assert.Equal("Throttled", other.Headers["x-amzn-ErrorType"]);
        Assert.Equal("{\"message\":\"Slow down.\"}", other.Body());
    }

    [Fact]
    public void Any_request_is_a_value_or_malformed()
    {
        string[] parts =
        [
            "/", "b", "%2F", "%", "%E2", "%00", "+", "=", "&", "prefix", "tag", "max", "1", ",", "\"", "\\",
            "Mon, 16 Dec 2019",
            "{", "}", "\"Name\":", "\"n\"", "[", "]", "null", "<I>", "</I>", "\u00e9", "\uD83D", " ",
        ];
        var chance = new Faultline.Kernel.Dice(3);
        string Text(int length) => string.Concat(
            Enumerable.Range(0, chance.Below(length)).Select(_ => parts[chance.Below(parts.Length)]));
        for (var round = 0; round < 20_000; round++)
        {
            var headers = new HeaderDictionary { ["X-Names"] = Text(6), ["X-Times"] = Text(6) };
            headers["X-Context"] = Text(4);
            var request = Request("/b/" + Text(6), Text(8), Text(8), headers);
            Read(chance.Chance(0.5) ? json : xml, request);
        }
    }

    private static AwsError Gone()
    {
        var shape = new Shape(
            "Gone", ShapeKind.Structure,
            () =>
            [
                new("Message", 0, () => Make.Text), new("Left", 1, () => Make.Whole),
                new("Wait", 2, () => Make.Whole) { Location = Location.Header, LocationName = "Retry-After" },
            ])
        {
            Error = new("Gone", 404, SenderFault: true),
        };
        return new(shape, "It is gone.", new Bag(shape) { ["Message"] = "It is gone.", ["Left"] = 3, ["Wait"] = 9 });
    }

    private static string Payload(Codec codec, Shape body, string text)
    {
        var shape = new Shape("Input", ShapeKind.Structure, () => [new("Body", 0, () => body)]) { Payload = "Body" };
        return Make.Read(codec, shape, Make.Request(Encoding.UTF8.GetBytes(text)));
    }

    private static string Read(string path, string query = "", string body = "", IHeaderDictionary? headers = null) =>
        Read(json, Request(path, query, body, headers));

    private static string Read(Codec codec, Incoming request) => Make.Read(codec, input, request, "/{Bucket}/{Key+}");

    private static Incoming Request(
        string path, string query = "", string body = "", IHeaderDictionary? headers = null) =>
        Make.Request(Encoding.UTF8.GetBytes(body), query, path, "PUT", headers);
}
