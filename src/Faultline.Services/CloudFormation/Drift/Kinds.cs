namespace Faultline.Services.CloudFormation.Drift;

/// <summary>
/// The kinds of entries of drift. They are on people's disks: a number, once used, keeps its meaning (a test holds the
/// list).
/// </summary>
internal static class Kinds
{
    public const byte Detection = 40;
    public const byte Finding = 41;
}
