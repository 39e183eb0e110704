using System.Globalization;

namespace Faultline.Services.Sqs;

/// <summary>
/// The numbers that an attribute may hold, which are decimal and wider than any type of the machine's.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
/// </summary>
internal static class NumberText
{
    private const int DigitsMax = 38;
    private const int PowerMin = -128;
    private const int PowerMax = 126;

    /// <summary>Nothing, or up to 38 digits from 10^-128 to 10^126, on either side of nothing.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        text = text is ['+' or '-', .. var unsigned] ? unsigned : text;
        var power = 0L;
        if (text.IndexOfAny('e', 'E') is >= 0 and var mark)
        {
            if (!IsPower(text[(mark + 1)..], out power))
            {
                return false;
            }

            text = text[..mark];
        }

        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var part = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length + part.Length == 0 || IsNotDigits(whole) || IsNotDigits(part))
        {
            return false;
        }

        var digits = $"{whole}{part}".AsSpan();
        var first = digits.IndexOfAnyExcept('0');
        if (first < 0)
        {
            return true;
        }

        // The number is its first digit, a point and its other digits, times ten to this power.
        power += whole.Length - 1 - first;
        digits = digits[first..].TrimEnd('0');
        return digits.Length <= DigitsMax && power >= PowerMin
            && (power < PowerMax || (power == PowerMax && digits is "1"));
    }

    private static bool IsPower(ReadOnlySpan<char> text, out long power)
    {
        var isWhole = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole);
        power = whole;
        return isWhole;
    }

    private static bool IsNotDigits(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('0', '9');
}
