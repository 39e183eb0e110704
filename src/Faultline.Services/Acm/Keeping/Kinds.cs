namespace Faultline.Services.Acm.Keeping;

/// <summary>
/// The kinds of entries of certificates. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Certificate = 1;
    public const byte Authority = 2;
    public const byte Account = 3;
}
