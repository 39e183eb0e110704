using System.Net.Security;
using System.Security.Authentication;
using Faultline.Gateway;
using Faultline.Kernel;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>The name in the first bytes of TLS, whole, in pieces, and in bytes that are none.</summary>
public sealed class ClientHelloTests
{
    private const string Name = "shop-0123456789.us-east-1.elb.localhost.localstack.cloud";

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_name_is_found_once_all_of_the_message_is_there(SslProtocols version)
    {
        var hello = await Hello(Name, version);
        for (var count = 0; count < hello.Length; count++)
        {
            Assert.False(ClientHello.Read(hello.AsSpan(0, count), out var early));
            Assert.Null(early);
        }

        Assert.True(ClientHello.Read(hello, out var name));
        Assert.Equal(Name, name);

        // What comes after the message changes nothing.
        Assert.True(ClientHello.Read([.. hello, 20, 3, 3, 0, 1, 1], out name));
        Assert.Equal(Name, name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_message_may_come_in_several_records(int size)
    {
        var message = (await Hello(Name))[5..];
        byte[] records = [.. message.Chunk(size).SelectMany(each => Record(each))];
        Assert.False(ClientHello.Read(records.AsSpan(0, records.Length - 1), out _));
        Assert.True(ClientHello.Read(records, out var name));
        Assert.Equal(Name, name);
    }

    [Fact]
    public async Task Who_names_nobody_is_known_to_name_nobody()
    {
        Assert.True(ClientHello.Read(await Hello(""), out var name));
        Assert.Null(name);
    }

    /// <summary>Each of them is told as soon as it is, so that nothing is waited for that would not help.</summary>
    [Theory]
    [InlineData("47455420")]
    [InlineData("1602")]
    [InlineData("1603010000")]
    [InlineData("1603014001")]
    [InlineData("160301000402")]
    [InlineData("160301000401000000")]
    [InlineData("16030100050100000000")]
    public void What_is_no_such_message_names_nobody(string bytes)
    {
        Assert.True(ClientHello.Read(Convert.FromHexString(bytes), out var name));
        Assert.Null(name);
    }

    [Theory]
    [InlineData("0000000600040000016100", null)] // A list that ends before its extension does.
    [InlineData("000000060004000001", null)] // An extension that is longer than all of them.
    [InlineData("0000000600040000" + "0161", "a")]
    [InlineData("0000000600040000" + "0161" + "0000000600040000" + "0162", null)] // Two of them.
    [InlineData("0000000A00080000" + "0161" + "00000162", null)] // Two names in one.
    [InlineData("0000000600040100" + "0161", null)] // No host.
    [InlineData("00000005000300000" + "0", null)] // An empty one.
    [InlineData("0000000600040000" + "0120", null)] // A blank in it.
    [InlineData("00170000" + "0000000600040000" + "0161", "a")]
    public void Only_one_name_that_is_a_host_counts(string extensions, string? expected)
    {
        var list = Convert.FromHexString(extensions);
        byte[] body = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, 0, (byte)list.Length, .. list];
        Assert.True(ClientHello.Read(Record([1, 0, 0, (byte)body.Length, .. body]), out var name));
        Assert.Equal(expected, name);
    }

    /// <summary>
    /// Nothing throws, a name is one whatever was changed, and more bytes never take back what was found.
    /// </summary>
    [Fact]
    public async Task Fuzzed_messages_do_no_harm()
    {
        var dice = new Dice(1).Fork("hello");
        var (whole, found) = (await Hello(Name), 0);
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = whole.ToList();
            for (var changes = 1 + dice.Below(3); changes > 0; changes--)
            {
                var at = dice.Below(bytes.Count);
                switch (dice.Below(4))
                {
                    case 0:
                        bytes[at] = (byte)dice.Below(256);
                        break;
                    case 1:
                        bytes.RemoveAt(at);
                        break;
                    case 2:
                        bytes.Insert(at, (byte)dice.Below(256));
                        break;
                    default:
                        bytes[at] = (byte)(bytes[at] ^ 1 << dice.Below(8));
                        break;
                }
            }

            var all = bytes.ToArray();
            var isKnown = ClientHello.Read(all.AsSpan(0, dice.Below(all.Length)), out var early);
            var isKnownNow = ClientHello.Read(all, out var name);
            Assert.True(!isKnown || (isKnownNow && early == name), Convert.ToHexString(all));
            Assert.True(name is null || (isKnownNow && name.Length is > 0 and <= 253));
            Assert.DoesNotContain(name ?? "", letter => !char.IsAsciiLetterOrDigit(letter) && !"-_.".Contains(letter));
            found += name is null ? 0 : 1;
        }

        Assert.InRange(found, 10_000, 49_000);
    }

    private static byte[] Record(byte[] content) =>
        [22, 3, 1, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    /// <summary>What a client of this framework says first.</summary>
    private static async Task<byte[]> Hello(string host, SslProtocols version = SslProtocols.None)
    {
        using var said = new Mouth();
        await using var client = new SslStream(said);
        await Assert.ThrowsAnyAsync<IOException>(() => client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = version }));
        return said.ToArray();
    }

    /// <summary>A stream that takes what is said, and never says anything.</summary>
    private sealed class Mouth : MemoryStream
    {
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) => new(0);
    }
}
