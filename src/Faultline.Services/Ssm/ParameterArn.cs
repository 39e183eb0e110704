namespace Faultline.Services.Ssm;

/// <summary>The ARNs of parameters: the slash that a path begins with stands only once.</summary>
internal static class ParameterArn
{
    private const string Type = ":parameter";

    public static string Of(string region, string account, string name) =>
        $"arn:aws:ssm:{region}:{account}{Type}{(name[0] == '/' ? "" : "/")}{name}";

    /// <summary>The names that may be meant by a name or an ARN of the account's own.</summary>
    public static IEnumerable<string> Names(string region, string account, string text)
    {
        var front = $"arn:aws:ssm:{region}:{account}{Type}/";
        if (!text.StartsWith(front, StringComparison.Ordinal))
        {
            return [text];
        }

        var name = text[front.Length..];
        return name.Contains('/', StringComparison.Ordinal) ? [$"/{name}"] : [name, $"/{name}"];
    }
}
