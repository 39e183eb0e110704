namespace Faultline.Services.Ec2.Network;

/// <summary>The names that AWS gives addresses ("Amazon EC2 instance hostname types", EC2 user guide).</summary>
internal static class HostNames
{
    /// <summary>The domain of private names.</summary>
    public static string Domain(string region) =>
        region == "us-east-1" ? "ec2.internal" : $"{region}.compute.internal";

    public static string Private(string address, string region) =>
        $"ip-{address.Replace('.', '-')}.{Domain(region)}";

    /// <summary>The region of a zone, by the account's name for it.</summary>
    public static string RegionOf(string zoneName) => zoneName[..^1];
}
