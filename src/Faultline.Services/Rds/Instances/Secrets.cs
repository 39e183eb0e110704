using System.Text;
using Faultline.Kernel;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Rds.Instances;

/// <summary>Passwords of instances as they are kept: closed, and good for one instance and one user only.</summary>
internal sealed class Secrets(Seal seal)
{
    /// <summary>Whose password it is: our superuser's, or the master user's.</summary>
    public const string Admin = "admin";
    public const string Master = "master";

    /// <summary>What our superuser is called; no master user can be.</summary>
    public const string AdminName = "rdsadmin";

    private const int DrawnLength = 40;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A password that nobody chose.</summary>
    public static string Draw(Dice dice) =>
        string.Create(DrawnLength, dice, static (text, dice) =>
        {
            foreach (ref var letter in text)
            {
                letter = Letters[dice.Below(Letters.Length)];
            }
        });

    public string Close(string instance, string whose, string password) => Convert.ToBase64String(
        seal.Close(Encoding.UTF8.GetBytes(password), Context(instance, whose), Encoding.UTF8.GetBytes(instance)));

    public string Open(string instance, string whose, string closed) =>
        seal.Open(Convert.FromBase64String(closed), Context(instance, whose)) is { } open
            ? Encoding.UTF8.GetString(open)
            : throw new InvariantBroken($"The {whose} password of {instance} was closed with another key.");

    private static string Context(string instance, string whose) => $"{instance} {whose}";
}
