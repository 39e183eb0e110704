using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Cbor;

public sealed class CborReadingTests
{
    [Theory]
    [InlineData("80", "a list")]
    [InlineData("F6", "null")]
    [InlineData("A0A0", "more than one value")]
    [InlineData("BF", "no end")]
    [InlineData("A1", "a member that is missing")]
    [InlineData("A10101", "a name that is a number")]
    [InlineData("A16454657874", "a name without a value")]
    [InlineData("A1645465787401", "a number for a text")]
    [InlineData("A16454657874 62C328", "text that is not Unicode")]
    [InlineData("A16454657874 7F61C36128FF", "chunks that are not Unicode")]
    [InlineData("A16454657874 7B7FFFFFFFFFFFFFFF", "a text longer than the body")]
    [InlineData("A1644C697374 9B7FFFFFFFFFFFFFFF", "a list longer than the body")]
    [InlineData("A163496E74 1B8000000000000000", "a number over the range of Long")]
    [InlineData("A163496E74 1A80000000", "a number over the range of Int")]
    [InlineData("A163496E74 F93E00", "a fraction for a whole number")]
    [InlineData("A164466C6167 01", "a number for a boolean")]
    [InlineData("A164426C6F62 6161", "a text for a blob")]
    [InlineData("A16454696D65 C16161", "a text for an instant")]
    [InlineData("A16454696D65 C1FB7FF0000000000000", "an instant that never is")]
    [InlineData("A165556E696F6E A0", "a union without a member")]
    [InlineData("A165556E696F6E A261416178614201", "a union with two members")]
    [InlineData("A16454657874 E0", "a simple value that is not known")]
    [InlineData("A163446F63 01", "a document")]
    [InlineData("FF", "an end without a beginning")]
    [InlineData("1C", "a reserved byte")]
    public void What_does_not_fit_is_malformed(string hex, string what)
    {
        Assert.NotEmpty(what);
        Assert.Throws<MalformedInput>(() => Read(hex));
    }

    [Theory]
    [InlineData("A163496E74 F94200", 3)]
    [InlineData("A163496E74 1B0000000000000005", 5)]
    [InlineData("A163496E74 C203", 3)]
    [InlineData("BF 7F 6149 6163 6174 FF 03 FF", null)]
    [InlineData("BF 7F 6149 626E74 FF 20 FF", -1)]
    [InlineData("A263496E74 F7 61789F9FA1016161FFFF", null)]
    public void Numbers_of_any_width_tags_and_chunked_names_are_read(string hex, int? value) =>
        Assert.Equal(value, Read(hex).Values.GetValueOrDefault("Int"));

    [Theory]
    [InlineData("A1654F74686572", "81", "01")]
    [InlineData("", "A16453696E6B", "A0")]
    [InlineData("A1654F74686572", "A101", "01")]
    public void A_body_that_is_nested_too_deep_is_malformed(string start, string open, string end)
    {
        var body = start + string.Concat(Enumerable.Repeat(open, 100_000)) + end;
        Assert.Throws<MalformedInput>(() => Read(body));
    }

    [Theory]
    [InlineData("64 4C697374", "9F", "6161", "FF")]
    [InlineData("63 4D6170", "BF", "616101", "FF")]
    [InlineData("65 4F74686572", "9F", "01", "FF")]
    public void A_body_of_more_values_than_any_request_has_is_malformed(
        string name, string open, string one, string close)
    {
        string Body(int count) => $"A1{name}{open}{string.Concat(Enumerable.Repeat(one, count))}{close}";
        Assert.NotNull(Read(Body(1000)));
        Assert.Throws<MalformedInput>(() => Read(Body(1_000_001)));
    }

    private static Conformance.Loose Read(string hex) =>
        Sink.Read(Protocol.Cbor, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
