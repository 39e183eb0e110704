using System.Text;
using Faultline.Kernel;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols;

/// <summary>Whatever bytes come, they are malformed or a value, and a value comes back as it was written.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 10_000;

    private static readonly byte[][] spices =
    [
        [0], [0xFF], [0x80], "\"\\ud800\""u8.ToArray(), "{"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(),
        "}"u8.ToArray(),
        ","u8.ToArray(), ":"u8.ToArray(), "null"u8.ToArray(), "1e999"u8.ToArray(), "99999999999999999999"u8.ToArray(),
        "\""u8.ToArray(), "\\"u8.ToArray(), [0xBF], [0x9F], [0x5F], [0x7F],
        [0x1B, 255, 255, 255, 255, 255, 255, 255, 255],
        [0xC1], [0xF6], [0xF7], [0xF9, 0x7C, 0], [0xFB, 0x7F, 0xEF, 255, 255, 255, 255, 255, 255],
        [0xA1], [0x81], [0xDF],
    ];

    [Theory]
    [InlineData(Protocol.Json10)]
    [InlineData(Protocol.Cbor)]
    public void Mutated_bodies_are_malformed_or_values_that_come_back(Protocol protocol)
    {
        var full = Sink.Json(Sink.Full);
        var seed = protocol == Protocol.Cbor ? Sink.Write(Protocol.Cbor, full) : Encoding.UTF8.GetBytes(Sink.Full);
        var dice = new Dice(1);
        var (values, malformed) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var body = Mutate(seed, dice);
            try
            {
                var value = Sink.Read(protocol, body);
                values++;
                var again = Sink.Read(protocol, Sink.Write(protocol, value));
                Assert.True(
                    VectorValues.Difference(value, again) is null,
                    $"Round {round}, {Convert.ToHexString(body)}: {VectorValues.Difference(value, again)}");
            }
            catch (MalformedInput)
            {
                malformed++;
            }
            catch (Exception other) when (other is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Round {round}, {Convert.ToHexString(body)}: {other}");
            }
        }

        // Neither kind may be so rare that the test says nothing about it.
        Assert.InRange(values, Rounds / 100, Rounds);
        Assert.InRange(malformed, Rounds / 10, Rounds);
    }

    private static byte[] Mutate(byte[] seed, Dice dice)
    {
        var body = seed.ToList();
        for (var changes = 1 + dice.Below(4); changes > 0; changes--)
        {
            var at = dice.Below(body.Count);
            switch (dice.Below(5))
            {
                case 0: body[at] = (byte)dice.Below(256); break;
                case 1: body[at] ^= (byte)(1 << dice.Below(8)); break;
                case 2: body.RemoveRange(at, Math.Min(dice.Below(8), body.Count - at - 1)); break;
                case 3: body.InsertRange(at, spices[dice.Below(spices.Length)]); break;
                default:
                    var from = dice.Below(body.Count);
                    body.InsertRange(at, body.GetRange(from, Math.Min(dice.Below(40), body.Count - from)));
                    break;
            }
        }

        return [.. body];
    }
}
