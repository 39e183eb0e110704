using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faultline.Kernel;

namespace Faultline.Wire.Signatures;

/// <summary>
/// The keys that STS gives out. They are self-contained: the secret is derived from the master secret, and the token
/// holds the claims under a seal, so every region knows every session, and a restart forgets none.
/// </summary>
public sealed class Sessions : IKeys
{
    private const int OpenedMax = 4096;
    private readonly Seal seal;
    private readonly byte[] secrets;
    private readonly ConcurrentDictionary<string, Key> opened = new(StringComparer.Ordinal);

    /// <summary>Sessions under a master secret of 32 bytes, the same for all regions and over all restarts.</summary>
    public Sessions(ReadOnlySpan<byte> master)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(master.Length, 32, nameof(master));
        seal = new(master, "session tokens");
        secrets = HMACSHA256.HashData(master, "session secrets"u8);
        Ids = new(master);
        Messages = new(master);
    }

    public KeyIds Ids { get; }

    public AuthorizationMessages Messages { get; }

    /// <summary>Makes the three credentials of a session.</summary>
    public SessionCredentials Make(Session session, Dice dice)
    {
        var id = Ids.New("ASIA", session.Account, dice);
        Span<byte> salt = stackalloc byte[16];
        dice.Fill(salt);
        var content = JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.Session);
        var token = Convert.ToBase64String(seal.Close(content, id, salt));
        return new(id, Secret(id, token), token);
    }

    public Key? Find(ReadOnlySpan<char> accessKey, string? token)
    {
        if (opened.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(accessKey, out var known)
            && known.Token == token)
        {
            return known;
        }

        if (!accessKey.StartsWith("ASIA") || Ids.Account(accessKey) is null)
        {
            return null;
        }

        var id = new string(accessKey);
        return token is not null && Open(id, token) is { } session ? Keep(id, token, session) : Key.Refused;
    }

    private Session? Open(string id, string token)
    {
        var closed = new byte[token.Length];
        return Convert.TryFromBase64String(token, closed, out var length)
            && seal.Open(closed.AsSpan(0, length), id) is { } content
            ? JsonSerializer.Deserialize(content, SessionJson.Default.Session)
            : null;
    }

    private Key Keep(string id, string token, Session session)
    {
        if (opened.Count >= OpenedMax)
        {
            opened.Clear();
        }

        var principal = new Principal(session.Account, session.Arn, session.UserId, id) { Session = session };
        return opened[id] = new(principal, Secret(id, token), session.Expires, token);
    }

    private string Secret(string id, string token) =>
        Convert.ToBase64String(HMACSHA256.HashData(secrets, Encoding.UTF8.GetBytes($"{id} {token}")).AsSpan(0, 30));
}

/// <summary>What a client needs to sign as a session.</summary>
public sealed record SessionCredentials(string AccessKey, string Secret, string Token);
