using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Faultline.Wire.Hashing;

/// <summary>
/// OpenSSL's plain functions for digests (decision 0017). The framework comes to the same code by objects that are
/// looked up and made anew for each digest, which costs several times what hashing a short text does.
/// </summary>
internal static unsafe class Libcrypto
{
    /// <summary>No call keeps a collection of garbage waiting for longer than so many bytes take.</summary>
    private const int Stride = 4096;

    private static readonly delegate* unmanaged[SuppressGCTransition]<DigestState*, int> sha256Init;
    private static readonly delegate* unmanaged[SuppressGCTransition]<DigestState*, byte*, nuint, int> sha256Update;
    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, DigestState*, int> sha256Final;
    private static readonly delegate* unmanaged[SuppressGCTransition]<DigestState*, int> md5Init;
    private static readonly delegate* unmanaged[SuppressGCTransition]<DigestState*, byte*, nuint, int> md5Update;
    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, DigestState*, int> md5Final;

    static Libcrypto()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libcrypto.so.3", out var library))
        {
            return;
        }

        sha256Init = (delegate* unmanaged[SuppressGCTransition]<DigestState*, int>)Find(library, "SHA256_Init");
        sha256Update = (delegate* unmanaged[SuppressGCTransition]<DigestState*, byte*, nuint, int>)
            Find(library, "SHA256_Update");
        sha256Final = (delegate* unmanaged[SuppressGCTransition]<byte*, DigestState*, int>)
            Find(library, "SHA256_Final");
        md5Init = (delegate* unmanaged[SuppressGCTransition]<DigestState*, int>)Find(library, "MD5_Init");
        md5Update = (delegate* unmanaged[SuppressGCTransition]<DigestState*, byte*, nuint, int>)
            Find(library, "MD5_Update");
        md5Final = (delegate* unmanaged[SuppressGCTransition]<byte*, DigestState*, int>)Find(library, "MD5_Final");
        IsThere = sha256Init != null && sha256Update != null && sha256Final != null
            && md5Init != null && md5Update != null && md5Final != null
            && AgreesWithFramework();
    }

    /// <summary>A library that has all of them, and gives what the framework gives.</summary>
    public static bool IsThere { get; }

    public static void BeginSha256(out DigestState state)
    {
        fixed (DigestState* at = &state)
        {
            sha256Init(at);
        }
    }

    public static void AddSha256(ref DigestState state, ReadOnlySpan<byte> data)
    {
        fixed (DigestState* at = &state)
        fixed (byte* from = data)
        {
            for (var done = 0; done < data.Length; done += Stride)
            {
                sha256Update(at, from + done, (nuint)Math.Min(Stride, data.Length - done));
            }
        }
    }

    public static void EndSha256(ref DigestState state, Span<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digest.Length, SHA256.HashSizeInBytes);
        fixed (DigestState* at = &state)
        fixed (byte* into = digest)
        {
            sha256Final(into, at);
        }
    }

    public static void Md5(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digest.Length, MD5.HashSizeInBytes);
        DigestState state;
        fixed (byte* from = data)
        fixed (byte* into = digest)
        {
            md5Init(&state);
            for (var done = 0; done < data.Length; done += Stride)
            {
                md5Update(&state, from + done, (nuint)Math.Min(Stride, data.Length - done));
            }

            md5Final(into, &state);
        }
    }

    private static void* Find(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out var address) ? (void*)address : null;

    /// <summary>A library that counts on another layout, or refuses the digests, is not used.</summary>
    private static bool AgreesWithFramework()
    {
        Span<byte> ours = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> theirs = stackalloc byte[SHA256.HashSizeInBytes];
        var text = "The quick brown fox jumps over the lazy dog, twice, since one block is not enough."u8;
        BeginSha256(out var state);
        AddSha256(ref state, text);
        EndSha256(ref state, ours);
        SHA256.HashData(text, theirs);
        if (!ours.SequenceEqual(theirs))
        {
            return false;
        }

        Md5(text, ours);
#pragma warning disable CA5351 // It is compared with what must be the same.
        MD5.HashData(text, theirs);
#pragma warning restore CA5351
        return ours[..MD5.HashSizeInBytes].SequenceEqual(theirs[..MD5.HashSizeInBytes]);
    }
}
