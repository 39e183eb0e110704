using Faultline.Api.AutoScaling;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Rds;
using Faultline.Api.ZonalShift;
using Faultline.Kernel;
using Faultline.Services.Worldwide;

namespace Faultline.Services.Fis.Actions;

/// <summary>
/// What actions act through: the APIs of the region's services, called as everybody calls, and the faults.
/// </summary>
internal sealed record ActionReach
{
    public required Node Node { get; init; }

    public required Surroundings Around { get; init; }

    public required InnerCalls Calls { get; init; }

    public required Ec2Api Ec2 { get; init; }

    public required AutoScalingApi AutoScaling { get; init; }

    public required RdsApi Rds { get; init; }

    public required CloudWatchApi CloudWatch { get; init; }

    public required ZonalShiftApi Shifts { get; init; }

    /// <summary>The faults of the world; null where there are none, as in a region that is tried alone.</summary>
    public FaultBook? Faults { get; init; }
}
