using System.Security.Cryptography;
using Faultline.Kernel;
using Faultline.Wire.Hashing;

namespace Faultline.Tests.Hashing;

/// <summary>Digests are those of the framework, whatever the length and the key.</summary>
public sealed class DigestTests
{
    private static readonly byte[] data = Bytes(20_000);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 200), 4095, 4096, 4097, 8192, 19_999, 20_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SHA_256_is_that_of_the_framework(int length)
    {
        var digest = new byte[32];
        Digests.Sha256(data.AsSpan(0, length), digest);
        Assert.Equal(SHA256.HashData(data.AsSpan(0, length)), digest);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void MD5_is_that_of_the_framework(int length)
    {
        var digest = new byte[16];
        Digests.Md5(data.AsSpan(0, length), digest);
#pragma warning disable CA5351 // It is compared with what must be the same.
        Assert.Equal(MD5.HashData(data.AsSpan(0, length)), digest);
#pragma warning restore CA5351
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void A_key_signs_again_and_again_as_the_framework_does(int keyLength)
    {
        var key = new MacKey(data[..keyLength]);
        foreach (var length in new[] { 0, 1, 55, 56, 64, 200, 9000 })
        {
            var mac = new byte[32];
            key.Sign(data.AsSpan(0, length), mac);
            Assert.Equal(HMACSHA256.HashData(data.AsSpan(0, keyLength), data.AsSpan(0, length)), mac);
        }
    }

    [Fact]
    public void Too_little_room_for_a_digest_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Digests.Sha256(data, new byte[31]));
        Assert.ThrowsAny<ArgumentException>(() => Digests.Md5(data, new byte[15]));
    }

    /// <summary>On the Linux that we are tested on, OpenSSL is there: else the rest says nothing of it.</summary>
    [Fact]
    public void The_library_is_used_where_it_is() =>
        Assert.Equal(
            OperatingSystem.IsLinux() && System.Runtime.InteropServices.NativeLibrary.TryLoad("libcrypto.so.3", out _),
            Libcrypto.IsThere);

    private static byte[] Bytes(int count)
    {
        var dice = new Dice(7);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)dice.Below(256))];
    }
}
