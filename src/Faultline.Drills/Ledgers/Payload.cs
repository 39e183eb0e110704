using System.Globalization;
using System.Text;

namespace Faultline.Drills.Ledgers;

/// <summary>What is written under a key: it follows from the key, so that who reads it knows what was sent.</summary>
public static class Payload
{
    private const ulong Basis = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    /// <summary>The value of a key of a probe: 16 hexadecimal digits (FNV-1a of both).</summary>
    public static string Of(string probe, long key)
    {
        var hash = Basis;
        foreach (var each in Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{probe}/{key}")))
        {
            hash = (hash ^ each) * Prime;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
