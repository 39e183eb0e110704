using System.Buffers;

namespace Faultline.Services.Ec2.Network;

/// <summary>What names and descriptions of groups and rules may be made of.</summary>
internal static class GroupText
{
    /// <summary>As AWS says it.</summary>
    public const string Allowed = "Valid descriptions are strings less than 256 characters from the following set: "
        + " a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";

    private const int LengthMax = 255;

    private static readonly SearchValues<char> letters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. _-:/()#,@[]+=&;{}!$*");

    public static bool Holds(string text) => text.Length <= LengthMax && !text.AsSpan().ContainsAnyExcept(letters);
}
