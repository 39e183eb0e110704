namespace Faultline.Services.Sqs;

/// <summary>
/// A queue's address in whichever form it comes: an AWS host, a local one, the path form, <c>ACCOUNT/NAME</c>, or the
/// bare name. The host does not matter, save where it names a region.
/// </summary>
internal readonly ref struct QueueUrl
{
    private const string FirstRegion = "us-east-1";
    private const int AccountDigits = 12;

    /// <summary>Empty when the URL names none.</summary>
    public ReadOnlySpan<char> Region { get; private init; }

    /// <summary>
    /// Account and name as the book has them, <c>ACCOUNT/NAME</c>; the bare name when no account is given.
    /// </summary>
    public ReadOnlySpan<char> Key { get; private init; }

    public bool HasAccount { get; private init; }

    public ReadOnlySpan<char> Name => HasAccount ? Key[(AccountDigits + 1)..] : Key;

    public ReadOnlySpan<char> Account => HasAccount ? Key[..AccountDigits] : [];

    public static QueueUrl Parse(ReadOnlySpan<char> url)
    {
        var slash = url.LastIndexOf('/');
        if (slash < 0)
        {
            return new() { Key = url };
        }

        var account = url[..slash];
        var start = slash - AccountDigits;
        if (start < 0 || account[start..].ContainsAnyExceptInRange('0', '9') || (start > 0 && url[start - 1] != '/'))
        {
            return new() { Key = url[(slash + 1)..], Region = RegionIn(account) };
        }

        return new() { Key = url[start..], HasAccount = true, Region = RegionIn(url[..start]) };
    }

    public static string Write(SqsOptions options, string origin, string region, string account, string name)
    {
        var scheme = origin.StartsWith("https:", StringComparison.Ordinal) ? "https" : "http";
        return options.UrlForm switch
        {
            QueueUrlForm.Standard => $"{scheme}://sqs.{region}.{options.Host}/{account}/{name}",
            QueueUrlForm.Domain when region == FirstRegion => $"{scheme}://queue.{options.Host}/{account}/{name}",
            QueueUrlForm.Domain => $"{scheme}://{region}.queue.{options.Host}/{account}/{name}",
            QueueUrlForm.Path => $"{scheme}://{options.Host}/queue/{region}/{account}/{name}",
            QueueUrlForm.Off => $"{scheme}://{options.Host}/{account}/{name}",
            _ => $"{origin}/{account}/{name}",
        };
    }

    /// <summary>The region that what stands before the account names: in its path, or in its host.</summary>
    private static ReadOnlySpan<char> RegionIn(ReadOnlySpan<char> front)
    {
        front = front.TrimEnd('/');
        var scheme = front.IndexOf("://");
        var host = scheme < 0 ? front : front[(scheme + 3)..];
        var path = host.IndexOf('/');
        if (path >= 0)
        {
            var rest = host[(path + 1)..];
            return rest.StartsWith("queue/") && rest["queue/".Length..].IndexOf('/') < 0 ? rest["queue/".Length..] : [];
        }

        if (host.StartsWith("sqs."))
        {
            var region = host["sqs.".Length..];
            var end = region.IndexOf('.');
            return end > 0 && IsRegion(region[..end]) ? region[..end] : [];
        }

        if (host.StartsWith("queue."))
        {
            return FirstRegion;
        }

        var dot = host.IndexOf('.');
        return dot > 0 && host[dot..].StartsWith(".queue.") && IsRegion(host[..dot]) ? host[..dot] : [];
    }

    /// <summary>As <c>eu-west-1</c>: <c>sqs.localhost</c> and <c>sqs.example.com</c> name no region.</summary>
    private static bool IsRegion(ReadOnlySpan<char> text) =>
        text.Length > 5 && char.IsAsciiDigit(text[^1]) && text.Contains('-');
}
