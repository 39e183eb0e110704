using System.Collections.Concurrent;

namespace Faultline.Wire.Signatures;

/// <summary>
/// Who an access key is. Keys that one of the places knows are always verified. An unknown key is the root of an
/// account, its secret ignored, when unknown keys are trusted: as they are on a loopback address.
/// </summary>
public sealed class Keyring(bool trustUnknownKeys, params IKeys[] places)
{
    /// <summary>The account of unknown keys that name none, as in LocalStack.</summary>
    public const string DefaultAccount = "000000000000";

    private const int RootsMax = 1024;
    private readonly ConcurrentDictionary<string, Key> roots = new(StringComparer.Ordinal);

    /// <summary>Unknown keys and unsigned calls are the root of an account.</summary>
    public bool TrustsUnknownKeys => trustUnknownKeys;

    /// <summary>Who calls unsigned where unknown keys are trusted.</summary>
    internal Principal Unsigned { get; } = Principal.Root(DefaultAccount, null) with { Unverified = true };

    /// <summary>The key of that id; null when it is unknown and unknown keys are refused.</summary>
    public Key? Find(ReadOnlySpan<char> accessKey, string? token)
    {
        foreach (var place in places)
        {
            if (place.Find(accessKey, token) is { } key)
            {
                return key;
            }
        }

        return trustUnknownKeys ? Root(accessKey) : null;
    }

    /// <summary>The account that an unknown key stands for: the key itself when it is 12 digits.</summary>
    public static string AccountOf(ReadOnlySpan<char> accessKey) =>
        accessKey.Length == 12 && !accessKey.ContainsAnyExceptInRange('0', '9') ? new(accessKey) : DefaultAccount;

    private Key Root(ReadOnlySpan<char> accessKey)
    {
        if (roots.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(accessKey, out var known))
        {
            return known;
        }

        if (roots.Count >= RootsMax)
        {
            roots.Clear();
        }

        var id = new string(accessKey);
        return roots.GetOrAdd(id, Key.Trusted(Principal.Root(AccountOf(id), id) with { Unverified = true }));
    }
}
