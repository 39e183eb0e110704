using System.Text;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Ec2;
using Faultline.Wire.Protocols.Query;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Xml;

public sealed class QueryTests
{
    private static readonly Shape tree = MakeTree();

    [Theory]
    [InlineData("", "{}")]
    [InlineData("&&&", "{}")]
    [InlineData("=x&.=y&..1=z", "{}")]
    [InlineData("Text=a", "{Text=a}")]
    [InlineData("Text=a&Text=b", "{Text=a}")]
    [InlineData("Text", "{Text=}")]
    [InlineData("text=a", "{}")]
    [InlineData("Text=a+b%20c%2Bd%26e%3d", "{Text=a b c+d&e=}")]
    [InlineData("T%65xt=%E2%82%AC", "{Text=€}")]
    [InlineData("Text=a=b", "{Text=a=b}")]
    [InlineData("Text=%", "# A percent sign in the request is not followed by two hexadecimal digits.")]
    [InlineData("Text=%4g", "# A percent sign in the request is not followed by two hexadecimal digits.")]
    [InlineData("Text=%FF", "# Text is not valid UTF-8.")]
    [InlineData("Text.x=1", "# Text has members where it should have a value.")]
    [InlineData("Whole=-7&Flag=TRUE&Number=1.5e3", "{Flag=True, Number=1500, Whole=-7}")]
    [InlineData("Whole=", "# The value of Whole is not an integer.")]
    [InlineData("Whole=1.0", "# The value of Whole is not an integer.")]
    [InlineData("Whole=99999999999", "# The value of Whole is not an integer.")]
    [InlineData("Number=Infinity", "{Number=Infinity}")]
    [InlineData("Number=1e999", "# The value of Number is not a number.")]
    [InlineData("Flag=yes", "# The value of Flag is not a boolean.")]
    [InlineData("Bytes=AQID", "{Bytes=010203}")]
    [InlineData("Bytes=AQI", "# The value of Bytes is not base64.")]
    [InlineData("Time=2015-01-25T08%3A00%3A00.123Z", "{Time=2015-01-25T08:00:00.123}")]
    [InlineData("Time=2015-01-25T09:00:00%2B01:00", "{Time=2015-01-25T08:00:00.000}")]
    [InlineData("Time=1422172800.5", "{Time=2015-01-25T08:00:00.500}")]
    [InlineData("Time=yesterday", "# 'yesterday' is not an HTTP date.")]
    public void Simple_members_are_read_from_a_form(string form, string value) => Assert.Equal(value, Read(form));

    [Theory]
    [InlineData("List.member.1=a&List.member.2=b", "{List=[a, b]}")]
    [InlineData("List.member.10=c&List.member.9=b&List.member.1=a", "{List=[a, b, c]}")]
    [InlineData("List.member.999999999999999999999999=b&List.member.7=a", "{List=[a, b]}")]
    [InlineData("List=", "{List=[]}")]
    [InlineData("List=a", "# List has a value where it should have members.")]
    [InlineData("List.other.1=a", "{List=[]}")]
    [InlineData("List.member.x=a", "# An index in TextList is not a number.")]
    [InlineData("List.member.1.x=a", "# member has members where it should have a value.")]
    [InlineData("Flat.2=b&Flat.1=a", "{Flat=[a, b]}")]
    [InlineData("Item.1=a", "{Flat=[a]}")]
    [InlineData("Named.N.1=a", "{Named=[a]}")]
    [InlineData(
        "Trees.member.1.Text=a&Trees.member.1.Whole=1&Trees.member.2.Text=b", "{Trees=[{Text=a, Whole=1}, {Text=b}]}")]
    [InlineData("Trees.member.1=", "{Trees=[{}]}")]
    public void Lists_keep_the_order_of_their_indexes(string form, string value) => Assert.Equal(value, Read(form));

    [Theory]
    [InlineData("Map.entry.2.key=b&Map.entry.2.value=2&Map.entry.1.key=a&Map.entry.1.value=1", "{Map=<a=1, b=2>}")]
    [InlineData("Attribute.1.Name=a&Attribute.1.Value=1", "{Attribute=<a=1>}")]
    [InlineData("Attribute.1.Name=a", "# An entry of TextMap has no value.")]
    [InlineData("Attribute.1.Value=a", "# An entry of TextMap has no key.")]
    [InlineData("Attribute.1=a", "# An entry of TextMap has no key.")]
    [InlineData("Attribute.a.Name=a", "# An index in TextMap is not a number.")]
    public void Maps_are_read_by_entries(string form, string value) => Assert.Equal(value, Read(form));

    [Theory]
    [InlineData("Tree.Tree.Text=a", "{Tree={Tree={Text=a}}}")]
    [InlineData("Tree=", "{Tree={}}")]
    [InlineData("Tree=a", "# Tree has a value where it should have members.")]
    public void Structures_nest(string form, string value) => Assert.Equal(value, Read(form));

    [Fact]
    public void Structures_nest_no_deeper_than_the_limit()
    {
        static string Form(int depth) => string.Concat(Enumerable.Repeat("Tree.", depth)) + "Text=a";

        Assert.EndsWith("Text=a}" + new string('}', 63), Read(Form(63)), StringComparison.Ordinal);
        Assert.StartsWith("# ", Read(Form(64)), StringComparison.Ordinal);
        Assert.StartsWith("# ", Read(Form(100_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_may_have_only_so_many_parameters()
    {
        var form = string.Concat(Enumerable.Repeat("x&", QueryPairs.CountMax));

        Assert.Equal("{}", Read(form));
        Assert.StartsWith("# ", Read(form + "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_string_counts_as_much_as_a_form() => Assert.Equal(
        "{Text=b+, Whole=1}",
        Make.Read(new QueryCodec(), tree, Make.Request("Whole=1"u8.ToArray(), query: "Text=b%2b")));

    [Theory]
    [InlineData("Text=a&whole=1", "{Text=a}")]
    [InlineData("Lower=a", "{lower=a}")]
    [InlineData("lower=a", "{lower=a}")]
    [InlineData("Queried=a", "{}")]
    [InlineData("queriedHere=a", "{Queried=a}")]
    [InlineData("QueriedHere=a", "{}")]
    [InlineData("List.1=a&List.2=b", "{List=[a, b]}")]
    public void Ec2_has_names_and_lists_of_its_own(string form, string value) => Assert.Equal(
        value, Make.Read(new Ec2Codec(), tree, Make.Request(Encoding.UTF8.GetBytes(form))));

    [Fact]
    public void A_result_is_wrapped_twice_and_followed_by_the_request_id()
    {
        var output = new Bag(tree) { ["Text"] = "a<b", ["Map"] = new Dictionary<string, object> { ["k"] = "v" } };
        var response = Make.Response();
        var operation = Make.Operation("Do", output: tree);
        new QueryCodec().Write(Make.Service(Protocol.Query, "http://x/"), operation, output, "id-1", response);

        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DoResponse xmlns=\"http://x/\"><DoResult><Text>a&lt;b</Text>"
            + "<Map><entry><key>k</key><value>v</value></entry></Map></DoResult>"
            + "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DoResponse>",
            response.Body());
        Assert.Equal("text/xml", response.Headers.ContentType);
        Assert.Equal("id-1", response.Headers["x-amzn-RequestId"]);
    }

    [Fact]
    public void An_operation_without_output_has_no_result_element()
    {
        var response = Make.Response();
        new QueryCodec().Write(Make.Service(Protocol.Query), Make.Operation("Do"), null, "id-1", response);

        Assert.EndsWith(
            "<DoResponse><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DoResponse>",
            response.Body(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_says_who_is_at_fault_and_keeps_its_other_members()
    {
        var shape = new Shape(
            "Gone", ShapeKind.Structure, () => [new("message", 0, () => Make.Text), new("Left", 1, () => Make.Whole)])
        {
            Error = new("Old.Gone", 404, SenderFault: true),
        };
        var error = new AwsError(shape, "It is gone.", new Bag(shape) { ["message"] = "It is gone.", ["Left"] = 3 });
        var (query, ec2) = (Make.Response(), Make.Response());
        new QueryCodec().Write(Make.Service(Protocol.Query, "http://x/"), error, "id-1", query);
        new Ec2Codec().Write(Make.Service(Protocol.Ec2), error, "id-1", ec2);

        Assert.Equal(404, query.Status);
        Assert.EndsWith(
            "<ErrorResponse xmlns=\"http://x/\"><Error><Type>Sender</Type><Code>Old.Gone</Code>"
            + "<Message>It is gone.</Message><Left>3</Left></Error><RequestId>id-1</RequestId></ErrorResponse>",
            query.Body(), StringComparison.Ordinal);
        Assert.EndsWith(
            "<Response><Errors><Error><Code>Old.Gone</Code><Message>It is gone.</Message><Left>3</Left></Error>"
            + "</Errors><RequestID>id-1</RequestID></Response>",
            ec2.Body(), StringComparison.Ordinal);
    }

    /// <summary>Forms made of what forms are made of, in any order: each is a value or malformed, and soon.</summary>
    [Fact]
    public void Any_form_is_a_value_or_malformed()
    {
        string[] parts =
        [
            "Text", "Tree", "Trees", "List", "Flat", "Map", "Attribute", "Whole", "Time", "Bytes", "member", "entry",
            "key", "value", "Name", "Value", ".", ".", ".", "&", "&", "&", "=", "=", "=", "1", "2", "007",
            "999999999999", "a", "%", "%41", "%ff", "%2e", "+", "\0", "\u00ff", "=&", ".1.", "member.1", "-1",
            "2015-01-25T08:00:00Z", "1e400",
        ];
        var chance = new Faultline.Kernel.Dice(7);
        for (var round = 0; round < 20_000; round++)
        {
            var form =
                string.Concat(Enumerable.Range(0, chance.Below(40)).Select(_ => parts[chance.Below(parts.Length)]));
            var bytes = Encoding.Latin1.GetBytes(form);
            Make.Read(new QueryCodec(), tree, Make.Request(bytes));
            Make.Read(new Ec2Codec(), tree, Make.Request([], query: form));
        }
    }

    private static string Read(string form) =>
        Make.Read(new QueryCodec(), tree, Make.Request(Encoding.UTF8.GetBytes(form)));

    private static Shape MakeTree()
    {
        Shape made = null!;
        return made = new("Tree", ShapeKind.Structure, () =>
        [
            new("Text", 0, () => Make.Text),
            new("Whole", 1, () => Make.Whole),
            new("Flag", 2, () => Make.Flag),
            new("Number", 3, () => Make.Number),
            new("Bytes", 4, () => Make.Bytes),
            new("Time", 5, () => Make.Time),
            new("List", 6, () => Make.List(Make.Text)),
            new("Flat", 7, () => Make.List(Make.Text, "Item", flattened: true)),
            new("Named", 8, () => Make.List(Make.Text, "N")),
            new("Map", 9, () => Make.Map(Make.Text)),
            new("Attribute", 10, () => Make.Map(Make.Text, "Name", "Value", flattened: true)),
            new("Tree", 11, () => made),
            new("Trees", 12, () => Make.List(made)),
            new("lower", 13, () => Make.Text),
            new("Queried", 14, () => Make.Text) { QueryName = "queriedHere" },
        ]);
    }
}
