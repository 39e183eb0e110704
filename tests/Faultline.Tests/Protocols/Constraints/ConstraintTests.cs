using System.Text.Json;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Constraints;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Constraints;

public sealed class ConstraintTests
{
    private const string Model = """
        {
          "Input": { "type": "structure", "required": ["QueueName", "Size"], "members": {
            "QueueName": { "shape": "Name" },
            "DBKind": { "shape": "Kind" },
            "Size": { "shape": "Size" },
            "Password": { "shape": "Password" },
            "Data": { "shape": "Data" },
            "TagSet": { "shape": "TagList" },
            "Names": { "shape": "NameList" },
            "Table": { "shape": "Table" },
            "Labels": { "shape": "Labels" },
            "Ratio": { "shape": "Ratio" } } },
          "Name": { "type": "string", "min": 2, "max": 5, "pattern": "[a-z]+" },
          "Kind": { "type": "string", "enum": ["small", "LARGE"] },
          "Size": { "type": "integer", "min": 1, "max": 10 },
          "Ratio": { "type": "double", "max": 0.5 },
          "Password": { "type": "string", "min": 8, "sensitive": true },
          "Data": { "type": "blob", "max": 2 },
          "TagList": { "type": "list", "member": { "shape": "Tag" }, "max": 2 },
          "Tag": { "type": "structure", "required": ["Key"],
            "members": { "Key": { "shape": "Name" }, "Secret": { "shape": "Password" } } },
          "NameList": { "type": "list", "member": { "shape": "Name" } },
          "Table": { "type": "map", "key": { "shape": "Any" }, "value": { "shape": "TagList" } },
          "Labels": { "type": "map", "key": { "shape": "Name" }, "value": { "shape": "Kind" } },
          "Any": { "type": "string" }
        }
        """;

    [Theory]
    [InlineData("""{ "QueueName": "ab", "Size": 1 }""")]
    [InlineData("""{ "QueueName": "abcde", "Size": 10, "DBKind": "LARGE", "Password": "12345678", "Data": "xy" }""")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "TagSet": [{ "Key": "ab" }], "Table": { "": [] }, "Ratio": 0.5 }""")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Names": ["ab"], "Labels": { "ab": "small" } }""")]
    public void An_input_within_its_limits_passes(string input) => Assert.Null(Check(input));

    [Theory]
    [InlineData("""{ "Size": 1 }""", "Value null at 'queueName' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{ "QueueName": "ab" }""",
        "Value null at 'size' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{ "QueueName": "abcdef", "Size": 1 }""",
        "Value 'abcdef' at 'queueName' failed to satisfy constraint: Member must have length less than or equal to 5")]
    [InlineData("""{ "QueueName": "a b", "Size": 1 }""",
        "Value 'a b' at 'queueName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-z]+")]
    [InlineData("""{ "QueueName": "ab", "Size": 11 }""",
        "Value '11' at 'size' failed to satisfy constraint: Member must have value less than or equal to 10")]
    [InlineData("""{ "QueueName": "ab", "Size": 0 }""",
        "Value '0' at 'size' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Ratio": 1 }""",
        "Value '1.0' at 'ratio' failed to satisfy constraint: Member must have value less than or equal to 0.5")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "DBKind": "s" }""",
        "Value 's' at 'dBKind' failed to satisfy constraint: Member must satisfy enum value set: [small, LARGE]")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Password": "secret" }""",
        "Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 8")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Data": "xyz" }""",
        "Value 'java.nio.HeapByteBuffer[pos=0 lim=3 cap=3]' at 'data' failed to satisfy constraint: "
        + "Member must have length less than or equal to 2")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "TagSet": [{ "Key": "ab" }, { "Secret": "12345678" }] }""",
        "Value null at 'tagSet.2.member.key' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Table": { "t": [{ "Key": "ab", "Secret": "1" }] } }""",
        "Value at 'table.t.member.1.member.secret' failed to satisfy constraint: "
        + "Member must have length greater than or equal to 8")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Table": { "t": [{"Key":"aa"},{"Key":"bb"},{"Key":"cc"}] } }""",
        "Value '{t=[Tag(key=aa), Tag(key=bb), Tag(key=cc)]}' at 'table' failed to satisfy constraint: "
        + "Map value must satisfy constraint: [Member must have length less than or equal to 2]")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Names": ["ab", "B"] }""",
        "Value '[ab, B]' at 'names' failed to satisfy constraint: Member must satisfy constraint: "
        + "[Member must have length less than or equal to 5, Member must have length greater than or equal to 2, "
        + "Member must satisfy regular expression pattern: [a-z]+]")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Labels": { "ab": "tiny" } }""",
        "Value '{ab=tiny}' at 'labels' failed to satisfy constraint: Map value must satisfy constraint: "
        + "[Member must satisfy enum value set: [small, LARGE]]")]
    [InlineData("""{ "QueueName": "ab", "Size": 1, "Labels": { "a": "small" } }""",
        "Value '{a=small}' at 'labels' failed to satisfy constraint: Map keys must satisfy constraint: "
        + "[Member must have length less than or equal to 5, Member must have length greater than or equal to 2, "
        + "Member must satisfy regular expression pattern: [a-z]+]")]
    public void One_failure_is_told_in_AWS_s_words(string input, string message) =>
        Assert.Equal("1 validation error detected: " + message, Check(input)?.Message);

    [Fact]
    public void All_failures_are_told_at_once_a_container_before_what_is_in_it() => Assert.Equal(
        "5 validation errors detected: Value 'A' at 'queueName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-z]+; "
        + "Value 'A' at 'queueName' failed to satisfy constraint: Member must have length greater than or equal to 2; "
        + "Value null at 'size' failed to satisfy constraint: Member must not be null; "
        + "Value '[Tag(key=ab, secret=***Sensitive Data Redacted***), Tag(), Tag(key=ab)]' at 'tagSet' "
        + "failed to satisfy constraint: Member must have length less than or equal to 2; "
        + "Value null at 'tagSet.2.member.key' failed to satisfy constraint: Member must not be null",
        Check("""
            { "QueueName": "A", "TagSet": [{ "Key": "ab", "Secret": "123456789" }, { }, { "Key": "ab" }] }
            """)?.Message);

    [Fact]
    public void No_more_than_ten_failures_are_told()
    {
        var tags = string.Join(",", Enumerable.Repeat("{}", 20));
        var message = Check($$"""{ "QueueName": "ab", "Size": 1, "TagSet": [{{tags}}] }""")!.Message;
        Assert.StartsWith("10 validation errors detected: ", message, StringComparison.Ordinal);
        Assert.Equal(9, message.Split("; ").Length - 1);
    }

    [Fact]
    public void A_character_outside_the_basic_plane_counts_once() =>
        Assert.DoesNotContain(
            "length", Check("""{ "QueueName": "😀😀😀😀😀", "Size": 1 }""")!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(Protocol.Json10, "ValidationException")]
    [InlineData(Protocol.Cbor, "ValidationException")]
    [InlineData(Protocol.Query, "ValidationError")]
    public void The_code_is_the_protocol_s(Protocol protocol, string code)
    {
        var error = Check("{}", protocol)!;
        Assert.Equal((code, 400), (error.Code, error.Status));
    }

    private static AwsError? Check(string input, Protocol protocol = Protocol.Json10) =>
        InputConstraints.Check(Operation(), Input(input), protocol);

    private static Loose Input(string input)
    {
        var shapes = new VectorShapes(JsonDocument.Parse(Model).RootElement);
        return VectorValues.Structure(shapes["Input"], JsonDocument.Parse(input).RootElement);
    }

    private static Operation Operation() =>
        new() { Name = "Test", Index = 0, NewInput = () => new Loose(Vector.Nothing) };
}
