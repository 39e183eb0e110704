namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>
/// The kinds of entries of CloudFormation. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list). Stack sets have those from 20 on, drift those from 40 on.
/// </summary>
internal static class Kinds
{
    public const byte Stack = 1;
    public const byte Resource = 2;
    public const byte Leftover = 3;
    public const byte Event = 4;
    public const byte ChangeSet = 5;
    public const byte Signal = 6;
}
