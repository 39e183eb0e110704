using Faultline.Api.Ec2;
using Faultline.Drills.Stories;
using Faultline.Simulation;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Ec2;

/// <summary>Interfaces that come and go while their instance runs.</summary>
public sealed class InterfaceStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_address_of_a_second_interface_is_open_for_as_long_as_it_is_attached() =>
        Explore.Seeds(20, async world =>
        {
            var stage = new Stage(world);
            var server = new FleetServer(stage);
            server.Processes.Default = new() { Ports = [80] };
            await stage.Start();
            await server.Start();
            var instance = (await server.Ask<Reservation>("RunInstances", new RunInstancesRequest
            {
                ImageId = "ami-0fa01000000000003", MinCount = 1, MaxCount = 1,
            }))!.Instances![0];
            var second = (await server.Ask<CreateNetworkInterfaceResult>(
                "CreateNetworkInterface", new CreateNetworkInterfaceRequest { SubnetId = instance.SubnetId! }))!
                .NetworkInterface!.NetworkInterfaceId!;
            var elastic = (await server.Ask<AllocateAddressResult>("AllocateAddress", new AllocateAddressRequest()))!;
            await server.Ask<AssociateAddressResult>("AssociateAddress", new AssociateAddressRequest
            {
                AllocationId = elastic.AllocationId, NetworkInterfaceId = second,
            });
            await world.Delay(10 * Second);
            Assert.False(await IsOpen(server, elastic.PublicIp!));

            var attached = (await server.Ask<AttachNetworkInterfaceResult>(
                "AttachNetworkInterface", new AttachNetworkInterfaceRequest
                {
                    DeviceIndex = 1, InstanceId = instance.InstanceId!, NetworkInterfaceId = second,
                }))!.AttachmentId!;
            await world.Delay(Second);
            Assert.True(await IsOpen(server, elastic.PublicIp!));

            await server.Ask<IStructure>(
                "DetachNetworkInterface", new DetachNetworkInterfaceRequest { AttachmentId = attached });
            await world.Delay(Second);
            Assert.False(await IsOpen(server, elastic.PublicIp!));
        });

    private static async Task<bool> IsOpen(FleetServer server, string address) =>
        (await server.Machines()).Single().Doors.Any(door => door.At.Address.ToString() == address);
}
