using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>The default VPC that every account finds in a region.</summary>
internal sealed class DefaultNetwork(string region, Node node, Surroundings around)
{
    public void Make(Ec2State state, string account)
    {
        _ = (region, node, around, state, account);
    }
}
