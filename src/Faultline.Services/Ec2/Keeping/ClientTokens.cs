using System.Buffers;
using System.Security.Cryptography;
using Faultline.Wire;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>
/// Client tokens: a request that is sent twice with the same one is done once ("Ensuring idempotency in Amazon EC2 API
/// requests" in the EC2 developer guide).
/// </summary>
internal static class ClientTokens
{
    /// <summary>How long a token is remembered; AWS says 24 hours for some, and nothing for the rest.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>What came of the token when it was used; null when it is new or there is none.</summary>
    public static string? Outcome(Ec2State state, Call call, string? token, IStructure request)
    {
        if (token is not { Length: > 0 }
            || state.Tokens.Find(TokenRow.IdOf(call.Account, call.Operation.Name, token)) is not { } row
            || row.Used + Kept <= call.Now)
        {
            return null;
        }

        return row.Asked == Digest(request)
            ? row.Outcome
            : throw new AwsError(
                "IdempotentParameterMismatch", 400,
                $"The client token '{token}' was used before with other parameters. Use a new one for a new request.");
    }

    /// <summary>Remembers what came of the token, with the same change that brought it about.</summary>
    public static void Note(Ec2State state, Call call, string? token, IStructure request, string outcome)
    {
        if (token is { Length: > 0 })
        {
            var id = TokenRow.IdOf(call.Account, call.Operation.Name, token);
            state.Tokens.Put(new(id, call.Account, Digest(request), outcome, call.Now));
        }
    }

    /// <summary>Forgets tokens that are too old.</summary>
    public static void Forget(Ec2State state, DateTimeOffset now)
    {
        foreach (var row in state.Tokens.All.Where(row => row.Used + Kept <= now).ToList())
        {
            state.Tokens.Remove(row.Id);
        }
    }

    private static string Digest(IStructure request)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = CborShapeWriter.Rent(bytes))
        {
            writer.Root(request);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }
}
