namespace Faultline.Services.Elb.Wanted;

/// <summary>
/// What groups are called in configs: by their ARNs. One for TCP and UDP is two there, each with its own protocol.
/// </summary>
internal static class GroupNames
{
    private const string Datagrams = "#udp";

    public static string Of(string arn, bool isDatagrams) => isDatagrams ? arn + Datagrams : arn;

    public static string ArnOf(string name) =>
        name.EndsWith(Datagrams, StringComparison.Ordinal) ? name[..^Datagrams.Length] : name;

    public static bool IsDatagrams(string name) => name.EndsWith(Datagrams, StringComparison.Ordinal);
}
