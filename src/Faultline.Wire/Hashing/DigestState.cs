using System.Runtime.CompilerServices;

namespace Faultline.Wire.Hashing;

/// <summary>
/// A digest that is under way, as OpenSSL keeps it: 112 bytes for SHA-256 and 92 for MD5 (openssl/sha.h, md5.h), and
/// room to spare. A copy goes on by itself.
/// </summary>
[InlineArray(Words)]
internal struct DigestState
{
    private const int Words = 24;

    private ulong first;
}
