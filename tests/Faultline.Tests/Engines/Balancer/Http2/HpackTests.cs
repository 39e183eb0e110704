using System.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Tests.Engines.Balancer.Http2;

/// <summary>Fields in HTTP/2's short form: the examples of RFC 7541, appendix C, and what is none.</summary>
public sealed class HpackTests
{
    private const int Large = 64 * 1024;

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header")]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path")]
    [InlineData("100870617373776f726406736563726574", "password: secret")]
    [InlineData("82", ":method: GET")]
    public void One_field_is_read(string block, string field) => Assert.Equal([field], Read(new(), block));

    [Theory]
    [InlineData(
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData(
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    public void What_one_request_said_the_next_may_point_at(string first, string second, string third)
    {
        var reader = new BlockReader();
        Assert.Equal(
            [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"], Read(reader, first));
        Assert.Equal(
            [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"],
            Read(reader, second));
        Assert.Equal(
            [
                ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
                "custom-key: custom-value",
            ],
            Read(reader, third));
    }

    [Fact]
    public void What_does_not_fit_into_a_smaller_table_is_forgotten()
    {
        var reader = new BlockReader();
        Assert.Equal(["cache-control: no-cache"], Read(reader, "58086e6f2d6361636865"));
        Assert.Equal(["cache-control: no-cache"], Read(reader, "be"));
        Assert.Equal([":method: GET"], Read(reader, "2082"));
        Assert.Null(Read(reader, "be"));
    }

    [Theory]
    [InlineData("80")] // Number 0 is nobody's.
    [InlineData("be")] // Nothing was said yet.
    [InlineData("0a")] // A value is missing.
    [InlineData("400a6375")] // A name ends too soon.
    [InlineData("8220")] // Sizes stand at the beginning.
    [InlineData("3fe2ffffffff0f")] // A table larger than was allowed, and larger than can be counted.
    [InlineData("ffffffffffffffff7f")] // A number without an end.
    [InlineData("048200")] // Bits that are left over and are not ones.
    [InlineData("0484ffffffff")] // The end of a text within it.
    [InlineData("0481ff")] // Eight ones: more than fill a byte.
    public void What_is_no_block_is_refused(string block) => Assert.Null(Read(new(), block));

    [Fact]
    public void A_block_that_is_too_long_is_read_and_left_out()
    {
        var (reader, into) = (new BlockReader(), new List<Entry>());
        Assert.True(reader.Read(Convert.FromHexString("8258086e6f2d6361636865"), 60, into, out var isTooLong));
        Assert.True(isTooLong);
        Assert.Equal(["cache-control: no-cache"], Read(reader, "be"));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var dice = new Random(1);
        string[] names = [":status", ":path", "cookie", "authorization", "content-length", "x-own", "date", "a"];
        var reader = new BlockReader();
        for (var round = 0; round < 2000; round++)
        {
            var block = new Out();
            var fields = new List<string>();
            for (var i = dice.Next(8); i >= 0; i--)
            {
                var name = names[dice.Next(names.Length)];
                var value = new byte[dice.Next(dice.Next(300) + 1)];
                dice.NextBytes(value);
                value = dice.Next(3) == 0 ? "200"u8.ToArray() : value;
                BlockWriter.Add(Encoding.ASCII.GetBytes(name), value, block);
                fields.Add($"{name}: {Encoding.Latin1.GetString(value)}");
            }

            Assert.Equal(fields, Read(reader, Convert.ToHexString(block.Written.Span)));
        }
    }

    [Fact]
    public void Chance_does_no_harm()
    {
        var (dice, whole) = (new Random(2), 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[dice.Next(40)];
            dice.NextBytes(bytes);
            whole += new BlockReader().Read(bytes, Large, [], out _) ? 1 : 0;
        }

        Assert.InRange(whole, 100, 10_000);
    }

    private static List<string>? Read(BlockReader reader, string block)
    {
        var into = new List<Entry>();
        return reader.Read(Convert.FromHexString(block), Large, into, out _)
            ? into.ConvertAll(static each =>
                $"{Encoding.Latin1.GetString(each.Name)}: {Encoding.Latin1.GetString(each.Value)}")
            : null;
    }
}
