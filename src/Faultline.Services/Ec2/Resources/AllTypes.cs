using Faultline.Api.Ec2;
using Faultline.Api.Ssm;

namespace Faultline.Services.Ec2.Resources;

/// <summary>The types of resources that CloudFormation has of EC2.</summary>
internal static class AllTypes
{
    /// <summary>
    /// All of them, over the API alone. Key pairs that are made keep their private halves in Parameter Store, and are
    /// refused where there is none.
    /// </summary>
    public static IReadOnlyList<Provisioning.ResourceType> Of(Ec2Api ec2, SsmApi? parameters = null) =>
    [
        new VpcResource(ec2),
        new VpcCidrBlockResource(ec2),
        new SubnetResource(ec2),
        new SubnetCidrBlockResource(ec2),
        new InternetGatewayResource(ec2),
        new GatewayAttachmentResource(ec2),
        new EgressOnlyGatewayResource(ec2),
        new RouteTableResource(ec2),
        new RouteResource(ec2),
        new RouteTableAssociationResource(ec2),
        new NatGatewayResource(ec2),
        new EipResource(ec2),
        new EipAssociationResource(ec2),
        new SecurityGroupResource(ec2),
        new SecurityGroupIngressResource(ec2),
        new SecurityGroupEgressResource(ec2),
        new NetworkAclResource(ec2),
        new AclEntryResource(ec2),
        new AclAssociationResource(ec2),
        new NetworkInterfaceResource(ec2),
        new InterfaceAttachmentResource(ec2),
        new DhcpOptionsResource(ec2),
        new DhcpOptionsAssociationResource(ec2),
        new PeeringResource(ec2),
        new InstanceResource(ec2),
        new LaunchTemplateResource(ec2),
        new KeyPairResource(ec2, parameters),
        new PlacementGroupResource(ec2),
        new CapacityReservationResource(ec2),
        new VolumeResource(ec2),
        new VolumeAttachmentResource(ec2),
    ];
}
