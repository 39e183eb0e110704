using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What servers are to run with, by what their cluster is to be and is.</summary>
internal static class Wants
{
    /// <summary>PostgreSQL's names of slots hold no more.</summary>
    private const int SlotNameMax = 63;

    /// <summary>What a server is called at its upstream: lower-case letters, digits and underscores.</summary>
    public static string SlotOf(string key)
    {
        var name = string.Concat(
            key.Select(each => char.IsAsciiLetterOrDigit(each) ? char.ToLowerInvariant(each) : '_'));
        return name.Length <= SlotNameMax ? name : name[^SlotNameMax..];
    }

    public static ServerSettings Settings(ClusterConfig config, MemberConfig member, Upstream? upstream) =>
        new(member.Address)
        {
            Upstream = upstream,
            Parameters = config.Parameters,
            Archive = config.Archive,
            ArchiveEvery = config.ArchiveEvery,
            Tls = config.Tls,
            DemandsTls = config.DemandsTls,
            MemoryBytesMax = config.MemoryBytesMax,
            CpusMax = config.CpusMax,
        };

    public static bool AreSame(ServerSettings? one, ServerSettings? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null
            && one with { Synchronous = [], Parameters = None } == other with { Synchronous = [], Parameters = None }
            && one.Synchronous.SequenceEqual(other.Synchronous)
            && one.Parameters.Count == other.Parameters.Count
            && one.Parameters.All(
                each => other.Parameters.TryGetValue(each.Key, out var value) && value == each.Value));

    /// <summary>
    /// Tells one owner from another one without saying the password. One without roles is told as it always was.
    /// </summary>
    public static string Digest(Owner owner)
    {
        string[] roles = [.. owner.Roles, .. owner.Memberships.Select(each => $"{each.Member} in {each.Of}")];
        var text = string.Join('\n', [owner.Name, owner.Database, owner.Password, .. roles]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;
}
