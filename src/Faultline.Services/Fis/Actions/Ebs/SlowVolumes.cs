using System.Globalization;

namespace Faultline.Services.Fis.Actions.Ebs;

/// <summary>
/// Has volumes take longer. Our disks know one latency: that of writes, or that of reads where no write is slow.
/// </summary>
internal sealed class SlowVolumes(ActionReach reach) : FaultAction(reach)
{
    private const string ReadShare = "readIOPercentage";
    private const string WriteShare = "writeIOPercentage";
    private const string ReadLatency = "readIOLatencyMilliseconds";
    private const string WriteLatency = "writeIOLatencyMilliseconds";

    /// <summary>"aws:ebs:volume-io-latency", AWS FIS user guide: 100 % and 100 ms unless said.</summary>
    private const double Unsaid = 100;

    private const double LatencyMax = 60_000;

    public override IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
    [
        .. Given.WithinLimits(parameters, ReadShare, 0, 100),
        .. Given.WithinLimits(parameters, WriteShare, 0, 100),
        .. Given.WithinLimits(parameters, ReadLatency, 1, LatencyMax),
        .. Given.WithinLimits(parameters, WriteLatency, 1, LatencyMax),
    ];

    protected override IEnumerable<Strike> Strikes(ActionScene scene)
    {
        double Of(string name) => Given.Number(scene.Parameters.GetValueOrDefault(name)) ?? Unsaid;

        var latency = Of(WriteShare) > 0 ? Of(WriteLatency) : Of(ReadShare) > 0 ? Of(ReadLatency) : 0;
        return latency <= 0
            ? []
            : scene.Targets.Select(volume => new Strike("disk-slow", new Dictionary<string, string>
            {
                ["resource"] = volume.Arn,
                ["latency"] = $"{latency.ToString(CultureInfo.InvariantCulture)}ms",
            }));
    }
}
