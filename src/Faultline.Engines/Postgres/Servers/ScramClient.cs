using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// Shows a server that we know a password, and has it show that it knows it too, without either saying it (RFC 5802).
/// </summary>
internal sealed class ScramClient(string password)
{
    private const string Mechanism = "SCRAM-SHA-256";
    private const string NoBinding = "n,,";
    private const int NonceBytes = 18;
    private const int Begun = 10;
    private const int Continued = 11;
    private const int Ended = 12;

    private readonly string first =
        $"n=,r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes))}";

    private byte[]? proofOfServer;

    /// <summary>What is to be sent on a message about who we are; null for nothing.</summary>
    public byte[]? Answer(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[4..]);
        switch (BinaryPrimitives.ReadInt32BigEndian(body))
        {
            case 0 when proofOfServer is not { Length: > 0 }:
                return null;
            case Begun when text.Split('\0').Contains(Mechanism):
                return Opening();
            case Continued:
                return Proof(text);
            case Ended when proofOfServer is not null && text == $"v={Convert.ToBase64String(proofOfServer)}":
                proofOfServer = [];
                return null;
            default:
                throw new SessionFailed("The server does not show that it knows the password.");
        }
    }

    /// <summary>The name of the mechanism, a length, and the first words.</summary>
    private byte[] Opening()
    {
        var words = Encoding.ASCII.GetBytes(NoBinding + first);
        var message = new byte[Mechanism.Length + 5 + words.Length];
        Encoding.ASCII.GetBytes(Mechanism, message);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(Mechanism.Length + 1), words.Length);
        words.CopyTo(message, Mechanism.Length + 5);
        return message;
    }

    private byte[] Proof(string theirs)
    {
        var parts = theirs.Split(',').ToDictionary(part => part[..1], part => part[2..]);
        if (!parts["r"].StartsWith(first["n=,r=".Length..], StringComparison.Ordinal))
        {
            throw new SessionFailed("The server answers somebody else.");
        }

        var rounds = int.Parse(parts["i"], CultureInfo.InvariantCulture);
        var salted = Scram.Salted(password, Convert.FromBase64String(parts["s"]), rounds);
        var last = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(NoBinding))},r={parts["r"]}";
        var said = Encoding.UTF8.GetBytes($"{first},{theirs},{last}");
        var key = HMACSHA256.HashData(salted, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(key), said);
        for (var i = 0; i < key.Length; i++)
        {
            key[i] ^= signature[i];
        }

        proofOfServer = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), said);
        return Encoding.UTF8.GetBytes($"{last},p={Convert.ToBase64String(key)}");
    }
}
