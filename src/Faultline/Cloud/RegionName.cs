namespace Faultline.Cloud;

/// <summary>Tells a region's name from anything else. A name becomes a folder, so nothing else may pass.</summary>
internal static class RegionName
{
    private const int LengthMax = 24;

    /// <summary>Small words and a number between hyphens: <c>us-east-1</c>, <c>us-gov-west-1</c>.</summary>
    public static bool IsOne(string name)
    {
        if (name.Length > LengthMax)
        {
            return false;
        }

        var words = name.Split('-');
        return words.Length is 3 or 4
            && words[0].Length is 2 or 4
            && words[..^1].All(word => word.Length > 0 && word.All(char.IsAsciiLetterLower))
            && words[^1].Length is 1 or 2
            && words[^1].All(char.IsAsciiDigit);
    }
}
