namespace Faultline.Services.Fis.Keeping;

/// <summary>
/// The kinds of entries of fault injection. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Template = 1;
    public const byte Experiment = 2;
    public const byte TargetAccount = 3;
    public const byte Lever = 4;
}
