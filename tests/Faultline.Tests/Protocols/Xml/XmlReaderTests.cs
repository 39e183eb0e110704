using System.Text;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Xml;

public sealed class XmlReaderTests
{
    private const string Bad = "# The body is not well-formed XML.";

    private static readonly Shape tree = MakeTree();

    [Theory]
    [InlineData("<S/>", "{}")]
    [InlineData("<other/>", "{}")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- hm --><S><Text>a</Text></S>\n", "{Text=a}")]
    [InlineData("\uFEFF<S><Text>a</Text></S>", "{Text=a}")]
    [InlineData("<S><Text> a <!-- b -->c<![CDATA[<d>]]></Text></S>", "{Text= a c<d>}")]
    [InlineData("<S><Text>&lt;&#65;&#xD;</Text></S>", "{Text=<A\r}")]
    [InlineData("<S><Text/></S>", "{Text=}")]
    [InlineData("<S><Text>  </Text></S>", "{Text=  }")]
    [InlineData("<x:S xmlns:x='u'><x:Text>a</x:Text></x:S>", "{Text=a}")]
    [InlineData("<S><Text><b/></Text></S>", "# Text has elements where it should have a value.")]
    [InlineData("<S><Whole> 7 </Whole></S>", "{Whole=7}")]
    [InlineData("<S><Whole>x</Whole></S>", "# The value of Whole is not an integer.")]
    [InlineData("<S><Text>a</Text><Text>b</Text><None>c</None></S>", "{Text=a}")]
    [InlineData("<S at='1'/>", "{At=1}")]
    [InlineData("<S xmlns:y='u' y:type='1'/>", "{Type=1}")]
    [InlineData("<S><Bytes>AQ\nID</Bytes></S>", "{Bytes=010203}")]
    [InlineData("<S><Bytes>***</Bytes></S>", "# The value of Bytes is not base64.")]
    public void Members_are_found_by_their_elements(string body, string value) => Assert.Equal(value, Read(body));

    [Theory]
    [InlineData("<S><List><member>a</member><other/><member>b</member></List></S>", "{List=[a, b]}")]
    [InlineData("<S><List/></S>", "{List=[]}")]
    [InlineData("<S><Flat>a</Flat><Text>t</Text><Flat>b</Flat></S>", "{Text=t, Flat=[a, b]}")]
    [InlineData("<S><Item>a</Item></S>", "{Items=[a]}")]
    [InlineData("<S><Map><entry><value>1</value><key>a</key></entry></Map></S>", "{Map=<a=1>}")]
    [InlineData("<S><Map><entry><key>a</key></entry></Map></S>", "# An entry of TextMap has no value.")]
    [InlineData("<S><Map><entry><value>a</value></entry></Map></S>", "# An entry of TextMap has no key.")]
    [InlineData("<S><Tree><Tree><Text>a</Text></Tree></Tree></S>", "{Tree={Tree={Text=a}}}")]
    public void Lists_maps_and_structures_are_read(string body, string value) => Assert.Equal(value, Read(body));

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("<S>")]
    [InlineData("<S></T>")]
    [InlineData("<S/><S/>")]
    [InlineData("<S>&nbsp;</S>")]
    [InlineData("<S>&#0;</S>")]
    [InlineData("<S a='1' a='2'/>")]
    [InlineData("<x:S/>")]
    [InlineData("<!DOCTYPE S [<!ENTITY a \"x\">]><S><Text>&a;</Text></S>")]
    [InlineData("<!DOCTYPE S SYSTEM \"http://127.0.0.1:1/x.dtd\"><S/>")]
    [InlineData("<!DOCTYPE S [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><S><Text>&a;</Text></S>")]
    public void What_is_not_well_formed_or_has_a_dtd_is_malformed(string body) => Assert.Equal(Bad, Read(body));

    [Fact]
    public void A_billion_laughs_are_not_heard()
    {
        var dtd = new StringBuilder("<!DOCTYPE S [<!ENTITY a0 \"ha\">");
        for (var i = 1; i < 30; i++)
        {
            dtd.Append($"<!ENTITY a{i} \"&a{i - 1};&a{i - 1};\">");
        }

        Assert.Equal(Bad, Read($"{dtd}]><S><Text>&a29;</Text></S>"));
    }

    [Fact]
    public void Invalid_utf8_is_malformed_whatever_the_declaration_says()
    {
        Assert.Equal(Bad, Read([.. "<S><Text>"u8, 0xFF, 0xFE, .. "</Text></S>"u8]));
        Assert.Equal(Bad, Read([.. "<?xml version='1.0' encoding='latin1'?><S><Text>"u8, 0xE4, .. "</Text></S>"u8]));
        Assert.Equal(Bad, Read(Encoding.Unicode.GetBytes("\uFEFF<S><Text>a</Text></S>")));
    }

    [Fact]
    public void Elements_nest_no_deeper_and_are_no_more_than_the_limits()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("<Tree>", depth))
            + string.Concat(Enumerable.Repeat("</Tree>", depth));
        static string Many(int count) => $"<S>{string.Concat(Enumerable.Repeat("<x/>", count - 1))}</S>";

        Assert.StartsWith("{Tree=", Read(Nested(XmlNode.DepthMax)), StringComparison.Ordinal);
        Assert.StartsWith("# The body has more", Read(Nested(XmlNode.DepthMax + 1)), StringComparison.Ordinal);
        Assert.StartsWith("# The body has more", Read(Nested(100_000)), StringComparison.Ordinal);
        Assert.Equal("{}", Read(Many(XmlNode.ElementsMax)));
        Assert.StartsWith("# The body has more", Read(Many(XmlNode.ElementsMax + 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_body_is_a_value_or_malformed()
    {
        string[] parts =
        [
            "<S>", "</S>", "<Text>", "</Text>", "<List>", "</List>", "<member>", "</member>", "<Map>", "</Map>",
            "<entry>", "</entry>", "<key>", "</key>", "<value>", "</value>", "<Flat>", "</Flat>", "<Tree>", "</Tree>",
            "<Whole>", "1", "</Whole>", "a", "&amp;", "&x;", "<![CDATA[", "]]>", "<!--", "-->", "<?pi ?>", " at='1'",
            "\0", "\u00ff", "<", ">", "<!DOCTYPE a>", "<x:y xmlns:x='u'/>", "'", "\"",
        ];
        var chance = new Faultline.Kernel.Dice(11);
        for (var round = 0; round < 20_000; round++)
        {
            var middle =
                string.Concat(Enumerable.Range(0, chance.Below(16)).Select(_ => parts[chance.Below(parts.Length)]));
            Read(Encoding.Latin1.GetBytes(chance.Chance(0.7) ? $"<S>{middle}</S>" : middle));
        }
    }

    private static string Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    private static string Read(byte[] body)
    {
        var bag = new Bag(tree);
        try
        {
            new XmlShapeReader(XmlNode.Parse(body)).Members(bag);
        }
        catch (MalformedInput bad)
        {
            return "# " + bad.Message;
        }

        return bag.ToString();
    }

    private static Shape MakeTree()
    {
        Shape made = null!;
        return made = new("Tree", ShapeKind.Structure, () =>
        [
            new("Text", 0, () => Make.Text),
            new("Whole", 1, () => Make.Whole),
            new("Bytes", 2, () => Make.Bytes),
            new("At", 3, () => Make.Text) { XmlAttribute = true, LocationName = "at" },
            new("Type", 4, () => Make.Text) { XmlAttribute = true, LocationName = "xsi:type" },
            new("List", 5, () => Make.List(Make.Text)),
            new("Flat", 6, () => Make.List(Make.Text, flattened: true)),
            new("Items", 7, () => Make.List(Make.Text, "Item", flattened: true)),
            new("Map", 8, () => Make.Map(Make.Text)),
            new("Tree", 9, () => made),
        ]);
    }
}
