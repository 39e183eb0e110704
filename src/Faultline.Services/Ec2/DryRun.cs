using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// The flag by which a caller asks whether a request would succeed. It stops once all else was checked and nothing is
/// done yet, so that what it says is true.
/// </summary>
internal static class DryRun
{
    public static void Stop(bool? asked)
    {
        if (asked == true)
        {
            throw new AwsError("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set.");
        }
    }
}
