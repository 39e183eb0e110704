namespace Faultline.Wire.Routing;

/// <summary>A queue as a path names it: <c>/account/name</c> or <c>/queue/region/account/name</c>.</summary>
public sealed record QueuePath(string? Region, string Account, string Name)
{
    private const int AccountDigits = 12;

    public static QueuePath? Of(ReadOnlySpan<char> path)
    {
        Span<Range> parts = stackalloc Range[6];
        path = path.Trim('/');
        return path.Split(parts, '/') switch
        {
            2 when IsAccount(path[parts[0]]) => new(null, path[parts[0]].ToString(), path[parts[1]].ToString()),
            4 when path[parts[0]] is "queue" && IsAccount(path[parts[2]]) =>
                new(Regions.Name(path[parts[1]]), path[parts[2]].ToString(), path[parts[3]].ToString()),
            _ => null,
        };
    }

    // Other emulators made URLs with the word "queue" for an account.
    private static bool IsAccount(ReadOnlySpan<char> text) =>
        text is "queue" || (text.Length == AccountDigits && !text.ContainsAnyExceptInRange('0', '9'));
}
