namespace Faultline.Services.Ssm.Keeping;

/// <summary>
/// The kinds of entries of Parameter Store. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Parameter = 1;
    public const byte Version = 2;
}
