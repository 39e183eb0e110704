namespace Faultline.Services.Logs;

/// <summary>
/// The ARNs of groups and streams. A group has one with <c>:*</c> at the end and one without; either is understood,
/// though AWS's models let callers from outside send only the latter.
/// </summary>
internal static class LogArn
{
    private const string Everything = ":*";

    public static string OfGroup(string region, string account, string name) =>
        $"arn:aws:logs:{region}:{account}:log-group:{name}";

    /// <summary>The older form, which stands for what is in the group as well.</summary>
    public static string WithEverything(string arn) => arn + Everything;

    public static string OfStream(string group, string name) => $"{group}:log-stream:{name}";

    /// <summary>The account and the name of a group; null where it is none of a region's.</summary>
    public static (string Account, string Name)? Group(string region, string arn)
    {
        var bare = arn.EndsWith(Everything, StringComparison.Ordinal) ? arn[..^Everything.Length] : arn;
        return bare.Split(':') is ["arn", _, "logs", var place, var account, "log-group", { Length: > 0 } name]
            && place == region
                ? (account, name)
                : null;
    }
}
