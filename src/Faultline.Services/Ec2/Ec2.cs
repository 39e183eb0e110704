using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Store;

namespace Faultline.Services.Ec2;

/// <summary>
/// Amazon EC2 in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Ec2 : Ec2Api
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly Ec2Options options;
    private readonly DefaultNetwork defaults;
    private readonly Ec2Book book;

    public Ec2(string region, Node node, RegionStore store, Surroundings around, Ec2Options options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        defaults = new(region, node, around);
        book = new(store, around, defaults);
    }
}
