namespace Faultline.Wire.Routing;

/// <summary>Tells region names from other words, and makes no new string for one seen before.</summary>
public static class Regions
{
    public const string Default = "us-east-1";

    private static readonly string[] common =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
        "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-south-1", "ap-south-2", "ap-east-1",
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
        "ap-southeast-4", "ap-southeast-5", "ap-southeast-7", "ca-central-1", "ca-west-1", "sa-east-1", "me-south-1",
        "me-central-1", "il-central-1", "af-south-1", "mx-central-1",
    ];

    /// <summary>The regions that AWS has for everyone.</summary>
    public static IReadOnlyList<string> Common => common;

    /// <summary>The word has the form of a region's name: words between hyphens, the last a digit.</summary>
    public static bool Looks(ReadOnlySpan<char> word)
    {
        if (word.Length is < 9 or > 20 || word[2] != '-' || word[^2] != '-' || !char.IsAsciiDigit(word[^1]))
        {
            return false;
        }

        var hyphens = 0;
        foreach (var c in word[..^1])
        {
            hyphens += c == '-' ? 1 : 0;
            if (c != '-' && !char.IsAsciiLetterLower(c))
            {
                return false;
            }
        }

        return hyphens is 2 or 3;
    }

    public static string Name(ReadOnlySpan<char> word)
    {
        foreach (var region in common)
        {
            if (word.SequenceEqual(region))
            {
                return region;
            }
        }

        return word.ToString();
    }
}
