using System.Globalization;

namespace Faultline.Simulation;

/// <summary>One thing that happened in a story. It is put into words only when somebody reads it.</summary>
internal readonly record struct TraceLine(long Step, TimeSpan At, string Who, string What, object? Detail, long Number)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Step,7} {At:d\\.hh\\:mm\\:ss\\.ffffff} {Who}: {What} {Words}")
            .TrimEnd();

    private string Words => Detail switch
    {
        null => Number == 0 ? "" : Number.ToString(CultureInfo.InvariantCulture),
        string text => Number == 0 ? text : $"{text} {Number}",
        _ => Waits.NameOf(Detail),
    };
}
