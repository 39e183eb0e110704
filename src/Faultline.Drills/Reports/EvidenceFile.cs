using System.Security.Cryptography;

namespace Faultline.Drills.Reports;

/// <summary>A file of the evidence, and by what it is known.</summary>
public sealed record EvidenceFile(string Name, long Bytes, string Sha256)
{
    public static EvidenceFile Of(string name, ReadOnlySpan<byte> content) =>
        new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>A file that is there already, perhaps a long one.</summary>
    public static EvidenceFile Of(string name, string path)
    {
        using var file = File.OpenRead(path);
        return new(name, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
