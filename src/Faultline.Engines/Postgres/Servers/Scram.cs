using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// What PostgreSQL keeps of a password, made here: so the password itself is in no statement, and in no log of one.
/// (RFC 5802; the salt and the count are what PostgreSQL itself takes.)
/// </summary>
internal static class Scram
{
    private const int Rounds = 4096;
    private const int SaltBytes = 16;

    public static string Verifier(string password, Dice dice)
    {
        var salt = new byte[SaltBytes];
        dice.Fill(salt);
        return Verifier(password, salt);
    }

    internal static string Verifier(string password, byte[] salt)
    {
        var salted = Salted(password, salt, Rounds);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}"
            + $"${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }

    internal static byte[] Salted(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Prepared(password), salt, rounds, HashAlgorithmName.SHA256, 32);

    /// <summary>As SASLprep wants it, where it is more than ASCII: composed; what it forbids stays as it is.</summary>
    private static byte[] Prepared(string password) =>
        Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC));
}
