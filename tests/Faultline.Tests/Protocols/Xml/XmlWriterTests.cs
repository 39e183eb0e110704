using System.Buffers;
using System.Text;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Xml;

public sealed class XmlWriterTests
{
    private static readonly DateTimeOffset time = new(2015, 1, 25, 8, 0, 0, 120, TimeSpan.Zero);

    [Theory]
    [InlineData("plain €", "plain €")]
    [InlineData("a & b < c > d", "a &amp; b &lt; c &gt; d")]
    [InlineData("\"quoted\"", "&quot;quoted&quot;")]
    [InlineData("line\nend\ttab", "line\nend\ttab")]
    [InlineData("return\r", "return&#xD;")]
    [InlineData("bell\a", "bell&#x7;")]
    [InlineData("nothing\0", "nothing&#x0;")]
    [InlineData("]]>", "]]&gt;")]
    [InlineData("\uFFFE\u0085\u2028", "&#xFFFE;&#x85;&#x2028;")]
    [InlineData("pair \U0001F639", "pair \U0001F639")]
    public void Text_is_escaped(string text, string written) => Assert.Equal(
        $"<Text>{written}</Text>", Write(Make.Structure("S", new Member("Text", 0, () => Make.Text)), ("Text", text)));

    [Fact]
    public void Half_a_pair_becomes_the_replacement_character() => Assert.Equal(
        "<Text>half \uFFFD!</Text>",
        Write(Make.Structure("S", new Member("Text", 0, () => Make.Text)), ("Text", "half \uD83D!")));

    [Fact]
    public void Long_text_is_whole_and_its_pairs_are_not_torn()
    {
        var text = string.Concat(Enumerable.Repeat("x\U0001F639", 5000));

        Assert.Equal(
            $"<Text>{text}</Text>", Write(Make.Structure("S", new Member("Text", 0, () => Make.Text)), ("Text", text)));
    }

    [Fact]
    public void Whatever_text_is_written_is_read_back()
    {
        var shape = Make.Structure(
            "S", new Member("Text", 0, () => Make.Text), new Member("At", 1, () => Make.Text) { XmlAttribute = true });
        var wrapper = new Member("S", 0, () => shape);
        var chance = new Faultline.Kernel.Dice(5);
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Below(20)).Select(_ => Letter(chance)));
            var output = new ArrayBufferWriter<byte>();
            new XmlShapeWriter(output, "S", null).Structure(wrapper, new Bag(shape) { ["Text"] = text, ["At"] = text });
            var found = new Bag(shape);
            new XmlShapeReader(XmlNode.Parse(output.WrittenMemory)).Members(found);

            Assert.Equal(text, found["Text"]);
            Assert.Equal(text, found["At"]);
        }
    }

    [Fact]
    public void Simple_values_have_their_forms()
    {
        var shape = Make.Structure(
            "S",
            new Member("Flag", 0, () => Make.Flag),
            new Member("Whole", 1, () => Make.Whole),
            new Member("Number", 2, () => Make.Number),
            new Member("Bytes", 3, () => Make.Bytes),
            new Member("Time", 4, () => Make.Time),
            new Member("Epoch", 5, () => Make.Time) { TimestampFormat = TimestampFormat.UnixTimestamp },
            new Member("Date", 6, () => Make.Time) { TimestampFormat = TimestampFormat.Rfc822 });

        Assert.Equal(
            "<Flag>true</Flag><Whole>-7</Whole><Number>-Infinity</Number><Bytes>AQI=</Bytes>"
            + "<Time>2015-01-25T08:00:00.120Z</Time><Epoch>1422172800.12</Epoch>"
            + "<Date>Sun, 25 Jan 2015 08:00:00 GMT</Date>",
            Write(
                shape, ("Flag", true), ("Whole", -7), ("Number", double.NegativeInfinity),
                ("Bytes", new byte[] { 1, 2 }), ("Time", time), ("Epoch", time), ("Date", time)));
    }

    [Fact]
    public void Lists_and_maps_are_wrapped_or_flat()
    {
        List<object> two = ["a", "b"];
        Dictionary<string, object> map = new() { ["k"] = "v", ["l"] = "w" };
        var shape = Make.Structure(
            "S",
            new Member("List", 0, () => Make.List(Make.Text)),
            new Member("Items", 1, () => Make.List(Make.Text, "item")),
            new Member("Flat", 2, () => Make.List(Make.Text, flattened: true)),
            new Member("Messages", 3, () => Make.List(Make.Text, "Message", flattened: true)),
            new Member("Map", 4, () => Make.Map(Make.Text)),
            new Member("Attributes", 5, () => Make.Map(Make.Text, "Name", "Value"))
            {
                Flattened = true, LocationName = "Attribute",
            },
            new Member("Empty", 6, () => Make.List(Make.Text)),
            new Member("NoFlat", 7, () => Make.List(Make.Text, flattened: true)));

        Assert.Equal(
            "<List><member>a</member><member>b</member></List><Items><item>a</item><item>b</item></Items>"
            + "<Flat>a</Flat><Flat>b</Flat><Message>a</Message><Message>b</Message>"
            + "<Map><entry><key>k</key><value>v</value></entry><entry><key>l</key><value>w</value></entry></Map>"
            + "<Attribute><Name>k</Name><Value>v</Value></Attribute>"
            + "<Attribute><Name>l</Name><Value>w</Value></Attribute>"
            + "<Empty></Empty>",
            Write(
                shape, ("List", two), ("Items", two), ("Flat", two), ("Messages", two), ("Map", map),
                ("Attributes", map), ("Empty", new List<object>()), ("NoFlat", new List<object>())));
    }

    [Fact]
    public void Attributes_and_namespaces_stand_in_the_start_tag()
    {
        const string instance = "http://www.w3.org/2001/XMLSchema-instance";
        var grantee = Make.Structure(
            "Grantee",
            new Member("Id", 0, () => Make.Text),
            new Member("Type", 1, () => Make.Text) { XmlAttribute = true, LocationName = "xsi:type" });
        var shape = Make.Structure(
            "S",
            new Member("Grantee", 0, () => grantee) { XmlNamespace = new(instance, "xsi") });

        Assert.Equal(
            $"<Grantee xmlns:xsi=\"{instance}\" xsi:type=\"a&lt;&quot;&#xA;\"><Id>1</Id></Grantee>",
            Write(shape, ("Grantee", new Bag(grantee) { ["Id"] = "1", ["Type"] = "a<\"\n" })));
    }

    private static string Letter(Faultline.Kernel.Dice chance) => chance.Below(4) switch
    {
        0 => "<>&\"'\r\n\t ]"[chance.Below(10)].ToString(),
        1 => char.ConvertFromUtf32(0x1F600 + chance.Below(40)),
        2 => ((char)(0x80 + chance.Below(0xD000))).ToString(),
        _ => ((char)('a' + chance.Below(26))).ToString(),
    };

    private static string Write(Shape shape, params (string Name, object Value)[] values)
    {
        var bag = new Bag(shape);
        foreach (var (name, value) in values)
        {
            bag.Values[name] = value;
        }

        var output = new ArrayBufferWriter<byte>();
        bag.Write(new XmlShapeWriter(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
