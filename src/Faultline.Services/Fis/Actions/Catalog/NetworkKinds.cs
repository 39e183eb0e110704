using Faultline.Services.Fis.Actions.Network;
using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions on networks.</summary>
internal static class NetworkKinds
{
    private static readonly ActionParameter region = Must("region", "The other Region, as eu-west-1.");

    public static IEnumerable<ActionKind> All(ActionReach reach) =>
    [
        new("aws:network:disrupt-connectivity", "Denies traffic into and out of subnets.")
        {
            Parameters =
            [
                Lasts,
                Must("scope", "all, availability-zone, vpc, prefix-list, s3, s3express or dynamodb."),
                May("prefixListIdentifier", "The prefix list that is meant where the scope is prefix-list."),
            ],
            Target = new("Subnets", "aws:ec2:subnet"),
            Acts = new DisruptSubnets(reach),
        },
        new("aws:network:disrupt-vpc-endpoint", "Cuts interface endpoints off by taking their security groups.")
        {
            Parameters = [Lasts],
            Target = new("VPCEndpoints", "aws:ec2:vpc-endpoint"),
        },
        new("aws:network:route-table-disrupt-cross-region-connectivity",
            "Takes from subnets their routes to another Region.")
        {
            Parameters = [Lasts, region],
            Target = new("Subnets", "aws:ec2:subnet"),
        },
        new("aws:network:transit-gateway-disrupt-cross-region-connectivity",
            "Drops what transit gateways carry to another Region.")
        {
            Parameters = [Lasts, region],
            Target = new("TransitGateways", "aws:ec2:transit-gateway"),
        },
        new("aws:directconnect:virtual-interface-disconnect", "Takes the BGP sessions of virtual interfaces down.")
        {
            Parameters = [Lasts],
            Target = new("VirtualInterfaces", "aws:directconnect:virtual-interface"),
        },
    ];
}
