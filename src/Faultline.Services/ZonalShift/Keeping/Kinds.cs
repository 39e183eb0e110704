namespace Faultline.Services.ZonalShift.Keeping;

/// <summary>
/// The kinds of entries of zonal shifts. They are on people's disks: a number, once used, keeps its meaning (a test
/// holds the list).
/// </summary>
internal static class Kinds
{
    public const byte Shift = 1;
    public const byte Practice = 2;
    public const byte Autoshift = 3;
    public const byte Observer = 4;
}
