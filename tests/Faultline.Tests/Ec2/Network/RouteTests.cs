using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Route tables, and the gateways that routes lead to.</summary>
public sealed class RouteTests
{
    [Fact]
    public async Task A_route_is_a_black_hole_once_its_target_is_gone()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (gateway, table) = (await cloud.Gateway(vpc), (await cloud.MainTable(vpc)).RouteTableId!);
        await cloud.Ask(cloud.Ec2.CreateRoute, new CreateRouteRequest
        {
            RouteTableId = table, DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway,
        });
        Assert.Equal(["active", "active"], (await cloud.MainTable(vpc)).Routes!.Select(each => each.State));
        await cloud.Do(
            cloud.Ec2.DetachInternetGateway,
            new DetachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = vpc });
        Assert.Equal(["active", "blackhole"], (await cloud.MainTable(vpc)).Routes!.Select(each => each.State));
        Assert.Single((await cloud.Ask(cloud.Ec2.DescribeRouteTables, new DescribeRouteTablesRequest
        {
            Filters = Ec2Call.Filters("route.state=blackhole"),
        })).RouteTables!);
    }

    [Fact]
    public async Task Routes_are_replaced_and_deleted()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (gateway, table) = (await cloud.Gateway(vpc), (await cloud.MainTable(vpc)).RouteTableId!);
        var eni = await cloud.Interface(await cloud.Subnet(vpc));
        await cloud.Ask(cloud.Ec2.CreateRoute, new CreateRouteRequest
        {
            RouteTableId = table, DestinationCidrBlock = "8.8.8.8/8", GatewayId = gateway,
        });
        await cloud.Do(cloud.Ec2.ReplaceRoute, new ReplaceRouteRequest
        {
            RouteTableId = table, DestinationCidrBlock = "8.0.0.0/8", NetworkInterfaceId = eni.NetworkInterfaceId,
        });
        Assert.Equal(
            $"8.0.0.0/8 {eni.NetworkInterfaceId} blackhole",
            (await cloud.MainTable(vpc)).Routes!
                .Select(each => $"{each.DestinationCidrBlock} {each.NetworkInterfaceId} {each.State}").Last());
        await cloud.Do(cloud.Ec2.DeleteRoute, new DeleteRouteRequest
        {
            RouteTableId = table, DestinationCidrBlock = "8.0.0.0/8",
        });
        Assert.Single((await cloud.MainTable(vpc)).Routes!);
    }

    [Fact]
    public async Task A_subnet_goes_by_one_table_and_the_main_one_is_for_the_rest()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (subnet, main) = (await cloud.Subnet(vpc), await cloud.MainTable(vpc));
        var own = await Table(cloud, vpc);
        var request = new AssociateRouteTableRequest { RouteTableId = own, SubnetId = subnet };
        var association = (await cloud.Ask(cloud.Ec2.AssociateRouteTable, request)).AssociationId!;
        Assert.Equal(association, (await cloud.Ask(cloud.Ec2.AssociateRouteTable, request)).AssociationId);
        Assert.Equal(
            "Resource.AlreadyAssociated: the specified association for route table rtb-ID conflicts with an existing "
            + "association",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.AssociateRouteTable, new AssociateRouteTableRequest
            {
                RouteTableId = main.RouteTableId!, SubnetId = subnet,
            })));
        Func<Task> delete = () => cloud.Do(
            cloud.Ec2.DeleteRouteTable, new DeleteRouteTableRequest { RouteTableId = own });
        Assert.Equal(
            "DependencyViolation: The routeTable 'rtb-ID' has dependencies and cannot be deleted.",
            await NetworkCloud.Refused(delete));
        var moved = (await cloud.Ask(cloud.Ec2.ReplaceRouteTableAssociation, new ReplaceRouteTableAssociationRequest
        {
            AssociationId = association, RouteTableId = main.RouteTableId!,
        })).NewAssociationId!;
        await delete();
        await cloud.Do(
            cloud.Ec2.DisassociateRouteTable, new DisassociateRouteTableRequest { AssociationId = moved });
        Assert.Single((await cloud.MainTable(vpc)).Associations!);
    }

    [Fact]
    public async Task Another_table_becomes_the_main_one()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (main, other) = (await cloud.MainTable(vpc), await Table(cloud, vpc));
        await cloud.Ask(cloud.Ec2.ReplaceRouteTableAssociation, new ReplaceRouteTableAssociationRequest
        {
            AssociationId = main.Associations!.Single().RouteTableAssociationId!, RouteTableId = other,
        });
        Assert.Equal(other, (await cloud.MainTable(vpc)).RouteTableId);
    }

    [Fact]
    public async Task A_route_is_refused()
    {
        var cloud = new NetworkCloud();
        var (vpc, far) = (await cloud.Vpc(), await cloud.Vpc("10.9.0.0/16"));
        var (gateway, foreign) = (await cloud.Gateway(vpc), await cloud.Gateway(far));
        var table = (await cloud.MainTable(vpc)).RouteTableId!;
        Func<Task> Add(CreateRouteRequest request)
        {
            request.RouteTableId = table;
            return () => cloud.Ask(cloud.Ec2.CreateRoute, request);
        }

        await Add(new() { DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway })();
        (string, Func<Task>)[] rows =
        [
            ("RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.",
                Add(new() { DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway })),
            ("InvalidParameterValue: route table rtb-ID and network gateway igw-ID belong to different networks",
                Add(new() { DestinationCidrBlock = "8.0.0.0/8", GatewayId = foreign })),
            ("InvalidGatewayID.NotFound: The gateway ID 'igw-00000000' does not exist",
                Add(new() { DestinationCidrBlock = "8.0.0.0/8", GatewayId = "igw-00000000" })),
            ("InvalidNatGatewayID.NotFound: The natGateway ID 'nat-1' does not exist",
                Add(new() { DestinationCidrBlock = "8.0.0.0/8", NatGatewayId = "nat-1" })),
            ("InvalidNetworkInterfaceID.NotFound: The networkInterface ID 'eni-00000000' does not exist",
                Add(new() { DestinationCidrBlock = "8.0.0.0/8", NetworkInterfaceId = "eni-00000000" })),
            ("InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID 'pcx-00000000' does not exist",
                Add(new() { DestinationCidrBlock = "8.0.0.0/8", VpcPeeringConnectionId = "pcx-00000000" })),
            ("InvalidParameterValue: Value (8) for parameter destinationCidrBlock is invalid. This is not a valid "
                + "CIDR block.", Add(new() { DestinationCidrBlock = "8", GatewayId = gateway })),
            ("MissingParameter: The request must contain the parameter destinationCidrBlock",
                Add(new() { GatewayId = gateway })),
            ("UnsupportedOperation: Faultline does not have routes with TransitGatewayId.",
                Add(new() { DestinationCidrBlock = "8.0.0.0/8", TransitGatewayId = "tgw-1" })),
            ("InvalidParameterValue: Route destination doesn't match any subnet CIDR blocks",
                Add(new() { DestinationCidrBlock = "10.0.1.0/24", GatewayId = gateway })),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }
    }

    [Fact]
    public async Task What_a_table_does_not_have_and_what_it_must_have_stay()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (gateway, main) = (await cloud.Gateway(vpc), await cloud.MainTable(vpc));
        var table = main.RouteTableId!;
        Func<Task> Delete(string block) => () => cloud.Do(cloud.Ec2.DeleteRoute, new DeleteRouteRequest
        {
            RouteTableId = table, DestinationCidrBlock = block,
        });
        (string, Func<Task>)[] rows =
        [
            ("InvalidRoute.NotFound: no route with destination-cidr-block 9.0.0.0/8 in route table rtb-ID",
                Delete("9.0.0.0/8")),
            ("InvalidParameterValue: cannot remove local route 10.0.0.0/16 in route table rtb-ID",
                Delete("10.0.0.0/16")),
            ("InvalidParameterValue: There is no route defined for '9.0.0.0/8' in the route table. Use CreateRoute "
                + "instead.", () => cloud.Do(cloud.Ec2.ReplaceRoute, new ReplaceRouteRequest
                {
                    RouteTableId = table, DestinationCidrBlock = "9.0.0.0/8", GatewayId = gateway,
                })),
            ("InvalidAssociationID.NotFound: The association ID 'rtbassoc-1' does not exist",
                () => cloud.Do(cloud.Ec2.DisassociateRouteTable, new DisassociateRouteTableRequest
                {
                    AssociationId = "rtbassoc-1",
                })),
            ("InvalidParameterValue: cannot disassociate the main route table association rtbassoc-ID",
                () => cloud.Do(cloud.Ec2.DisassociateRouteTable, new DisassociateRouteTableRequest
                {
                    AssociationId = main.Associations!.Single().RouteTableAssociationId!,
                })),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }
    }

    [Fact]
    public async Task An_internet_gateway_has_one_vpc_and_a_vpc_one_gateway()
    {
        var cloud = new NetworkCloud();
        var (vpc, other) = (await cloud.Vpc(), await cloud.Vpc());
        var gateway = await cloud.Gateway(vpc);
        var spare = (await cloud.Ask(cloud.Ec2.CreateInternetGateway, new CreateInternetGatewayRequest()))
            .InternetGateway!.InternetGatewayId!;
        Func<Task> Attach(string id, string to) => () => cloud.Do(
            cloud.Ec2.AttachInternetGateway, new AttachInternetGatewayRequest { InternetGatewayId = id, VpcId = to });
        Func<Task> Detach(string from) => () => cloud.Do(
            cloud.Ec2.DetachInternetGateway,
            new DetachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = from });
        Func<Task> delete = () => cloud.Do(
            cloud.Ec2.DeleteInternetGateway, new DeleteInternetGatewayRequest { InternetGatewayId = gateway });
        (string, Func<Task>)[] rows =
        [
            ("Resource.AlreadyAssociated: resource igw-ID is already attached to network vpc-ID",
                Attach(gateway, other)),
            ("InvalidParameterValue: Network vpc-ID already has an internet gateway attached", Attach(spare, vpc)),
            ("Gateway.NotAttached: resource igw-ID is not attached to network vpc-ID", Detach(other)),
            ("DependencyViolation: The internetGateway 'igw-ID' has dependencies and cannot be deleted.", delete),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }

        await Detach(vpc)();
        await delete();
    }

    [Fact]
    public async Task A_private_nat_gateway_is_pending_then_available_then_deleted_with_its_interface()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc());
        var request = new CreateNatGatewayRequest
        {
            SubnetId = subnet, ConnectivityType = "private", ClientToken = "once",
        };
        var made = (await cloud.Ask(cloud.Ec2.CreateNatGateway, request)).NatGateway!;
        Assert.Equal("pending", made.State);
        Assert.Equal(
            made.NatGatewayId, (await cloud.Ask(cloud.Ec2.CreateNatGateway, request)).NatGateway!.NatGatewayId);
        var shown = await Nat(cloud);
        Assert.Equal(("available", "10.0.1.4"), (shown.State, shown.NatGatewayAddresses!.Single().PrivateIp));
        Assert.Equal(
            "AuthFailure: You do not have permission to access the specified resource.",
            await NetworkCloud.Refused(() => cloud.Do(
                cloud.Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest
                {
                    NetworkInterfaceId = shown.NatGatewayAddresses!.Single().NetworkInterfaceId!,
                })));
        await cloud.Ask(
            cloud.Ec2.DeleteNatGateway, new DeleteNatGatewayRequest { NatGatewayId = made.NatGatewayId! });
        Assert.Equal("deleted", (await Nat(cloud)).State);
        await cloud.Do(cloud.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnet });
        cloud.Now += TimeSpan.FromHours(2);
        Assert.Equal(
            "NatGatewayNotFound: NatGateway nat-ID was not found",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.DescribeNatGateways, new DescribeNatGatewaysRequest
            {
                NatGatewayIds = [made.NatGatewayId!],
            })));
    }

    [Fact]
    public async Task A_public_nat_gateway_has_an_elastic_ip_for_as_long_as_it_lives()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        await cloud.Gateway(vpc);
        var elastic = await cloud.Ask(cloud.Ec2.AllocateAddress, new AllocateAddressRequest());
        var request = new CreateNatGatewayRequest
        {
            SubnetId = await cloud.Subnet(vpc), AllocationId = elastic.AllocationId,
        };
        await cloud.Ask(cloud.Ec2.CreateNatGateway, request);
        var nat = await Nat(cloud);
        Assert.Equal(
            ("available", elastic.PublicIp, "succeeded"),
            (nat.State, nat.NatGatewayAddresses![0].PublicIp, nat.NatGatewayAddresses[0].Status));
        Assert.Equal(nat.NatGatewayAddresses[0].NetworkInterfaceId, (await Elastic(cloud)).NetworkInterfaceId);
        await IsAmazons(cloud, nat.NatGatewayAddresses[0], vpc);
        Assert.StartsWith(
            "Resource.AlreadyAssociated",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateNatGateway, request)),
            StringComparison.Ordinal);
        Assert.Equal(
            "DependencyViolation: Network vpc-ID has some mapped public address(es). Please unmap those public "
            + "address(es) before detaching the gateway.",
            await NetworkCloud.Refused(async () => await cloud.Do(
                cloud.Ec2.DetachInternetGateway, new DetachInternetGatewayRequest
                {
                    VpcId = vpc,
                    InternetGatewayId = (await cloud.Ask(
                        cloud.Ec2.DescribeInternetGateways,
                        new DescribeInternetGatewaysRequest { Filters = Ec2Call.Filters($"attachment.vpc-id={vpc}") }))
                        .InternetGateways!.Single().InternetGatewayId!,
                })));
        await cloud.Ask(cloud.Ec2.DeleteNatGateway, new DeleteNatGatewayRequest { NatGatewayId = nat.NatGatewayId! });
        await cloud.Do(
            cloud.Ec2.ReleaseAddress, new ReleaseAddressRequest { AllocationId = elastic.AllocationId });
        Assert.Equal("deleted", (await Nat(cloud)).State);
        Assert.Empty((await cloud.Ask(cloud.Ec2.DescribeNetworkInterfaces, new DescribeNetworkInterfacesRequest()))
            .NetworkInterfaces!);
    }

    [Fact]
    public async Task A_public_nat_gateway_without_an_internet_gateway_fails_and_leaves_its_address_free()
    {
        var cloud = new NetworkCloud();
        var elastic = await cloud.Ask(cloud.Ec2.AllocateAddress, new AllocateAddressRequest());
        await cloud.Ask(cloud.Ec2.CreateNatGateway, new CreateNatGatewayRequest
        {
            SubnetId = await cloud.Subnet(await cloud.Vpc()), AllocationId = elastic.AllocationId,
        });
        var nat = await Nat(cloud);
        Assert.Equal(
            ("failed", "Gateway.NotAttached", "Network vpc-ID has no Internet gateway attached"),
            (nat.State, nat.FailureCode, NetworkCloud.Anonymous(nat.FailureMessage!)));
        Assert.Null((await Elastic(cloud)).AssociationId);
    }

    [Fact]
    public async Task A_nat_gateway_is_refused()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc());
        Func<Task> Make(CreateNatGatewayRequest request) => () => cloud.Ask(cloud.Ec2.CreateNatGateway, request);
        (string, Func<Task>)[] rows =
        [
            ("MissingParameter: The request must contain the parameter allocationId",
                Make(new() { SubnetId = subnet })),
            ("MissingParameter: The request must contain the parameter subnetId", Make(new() { AllocationId = "a" })),
            ("InvalidAllocationID.NotFound: The allocation ID 'eipalloc-00000000' does not exist",
                Make(new() { SubnetId = subnet, AllocationId = "eipalloc-00000000" })),
            ("InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000' does not exist",
                Make(new() { SubnetId = "subnet-00000000", AllocationId = "a" })),
            ("UnsupportedOperation: Faultline does not have NAT gateways of a whole region.",
                Make(new() { AvailabilityMode = "regional" })),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }
    }

    /// <summary>Nobody moves or releases the address of a gateway, or gives the gateway another one.</summary>
    private static async Task IsAmazons(NetworkCloud cloud, NatGatewayAddress own, string vpc)
    {
        var spare = (await cloud.Ask(cloud.Ec2.AllocateAddress, new AllocateAddressRequest())).AllocationId!;
        var other = await cloud.Interface(await cloud.Subnet(vpc, "10.0.2.0/24"));
        Func<Task>[] all =
        [
            () => cloud.Do(
                cloud.Ec2.DisassociateAddress, new DisassociateAddressRequest { AssociationId = own.AssociationId }),
            () => cloud.Do(
                cloud.Ec2.DisassociateAddress, new DisassociateAddressRequest { PublicIp = own.PublicIp }),
            () => cloud.Do(cloud.Ec2.ReleaseAddress, new ReleaseAddressRequest { AllocationId = own.AllocationId }),
            () => cloud.Ask(cloud.Ec2.AssociateAddress, new AssociateAddressRequest
            {
                AllocationId = own.AllocationId, NetworkInterfaceId = other.NetworkInterfaceId,
            }),
            () => cloud.Ask(cloud.Ec2.AssociateAddress, new AssociateAddressRequest
            {
                AllocationId = spare, NetworkInterfaceId = own.NetworkInterfaceId,
            }),
        ];
        foreach (var act in all)
        {
            Assert.Equal(
                "AuthFailure: You do not have permission to access the specified resource.",
                await NetworkCloud.Refused(act));
        }

        await cloud.Do(cloud.Ec2.ReleaseAddress, new ReleaseAddressRequest { AllocationId = spare });
        await cloud.Do(cloud.Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest
        {
            NetworkInterfaceId = other.NetworkInterfaceId!,
        });
    }

    private static async Task<string> Table(NetworkCloud cloud, string vpc) => (await cloud.Ask(
        cloud.Ec2.CreateRouteTable, new CreateRouteTableRequest { VpcId = vpc })).RouteTable!.RouteTableId!;

    private static async Task<Address> Elastic(NetworkCloud cloud) => (await cloud.Ask(
        cloud.Ec2.DescribeAddresses, new DescribeAddressesRequest())).Addresses!.Single();

    private static async Task<NatGateway> Nat(NetworkCloud cloud) => (await cloud.Ask(
        cloud.Ec2.DescribeNatGateways, new DescribeNatGatewaysRequest())).NatGateways!.Single();
}
