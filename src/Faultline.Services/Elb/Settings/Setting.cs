using System.Globalization;

namespace Faultline.Services.Elb.Settings;

/// <summary>An attribute of something: its key, the value that AWS gives it, and which values it takes.</summary>
internal sealed record Setting(string Key, string Unset, Func<string, bool> Takes)
{
    /// <summary>Only the value that AWS gives it can be kept: for others it is not built.</summary>
    public bool IsInert { get; init; }

    public static Setting Flag(string key, bool unset) => Word(key, unset ? "true" : "false", "true", "false");

    /// <summary>The first word is the one that AWS gives.</summary>
    public static Setting Word(string key, string unset, params string[] words) => new(key, unset, words.Contains);

    public static Setting Whole(string key, int unset, int min, int max) => new(
        key,
        unset.ToString(CultureInfo.InvariantCulture),
        value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max);

    /// <summary>A whole number, or <c>off</c>.</summary>
    public static Setting WholeOrOff(string key, string unset, int min, int max) => new(
        key, unset, value => value == "off" || Whole(key, min, min, max).Takes(value));

    public static Setting Text(string key) => new(key, "", _ => true);
}
