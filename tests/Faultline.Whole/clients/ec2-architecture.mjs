// From an empty account to traffic: networks, a launch template, instances that serve, an Elastic IP that moves.
import {
  AllocateAddressCommand, AssociateAddressCommand, CreateKeyPairCommand, CreateLaunchTemplateCommand,
  DescribeAddressesCommand, DescribeInstancesCommand, DisassociateAddressCommand, ReleaseAddressCommand,
  RevokeSecurityGroupIngressCommand, StartInstancesCommand, StopInstancesCommand, TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { assert, fails, run } from "./client.mjs";
import {
  answers, base64, described, fetched, filters, launch, network, printed, running, send, serves, stopped, terminated,
  until,
} from "./lab.mjs";

let net, one, two, first, AllocationId, PublicIp;

await run({
  async "a network of two zones and a launch template"() {
    net = await network();
    const { KeyMaterial } = await send(CreateKeyPairCommand, { KeyName: "ops" });
    assert.match(KeyMaterial, /^-----BEGIN RSA PRIVATE KEY-----/);
    const { LaunchTemplate } = await send(CreateLaunchTemplateCommand, {
      LaunchTemplateName: "web",
      LaunchTemplateData: {
        ImageId: "ami-0fa01000000000003",
        InstanceType: "t3.small",
        KeyName: "ops",
        SecurityGroupIds: [net.GroupId],
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "role", Value: "web" }] }],
      },
    });
    assert.equal(LaunchTemplate.LatestVersionNumber, 1);
  },

  async "an instance in each zone, from the template, serves at its public address"() {
    const LaunchTemplate = { LaunchTemplateName: "web" };
    [one] = await launch({
      ImageId: undefined, LaunchTemplate, SubnetId: net.subnets[0], UserData: base64(serves("one")),
    });
    [two] = await launch({
      ImageId: undefined, LaunchTemplate, SubnetId: net.subnets[1], UserData: base64(serves("two")),
    });
    await running(one, two);
    const shown = [await described(one), await described(two)];
    assert.deepEqual(shown.map((it) => it.InstanceType), ["t3.small", "t3.small"]);
    assert.deepEqual(shown.map((it) => it.KeyName), ["ops", "ops"]);
    assert.deepEqual(shown.map((it) => it.Placement.AvailabilityZone), net.zones.map((zone) => zone.ZoneName));
    assert.deepEqual(shown.map((it) => it.PrivateIpAddress.split(".").slice(0, 3).join(".")), ["10.20.0", "10.20.1"]);
    first = shown[0].PublicIpAddress;
    assert.match(first, /^127\./);
    await answers(first, "one");
    await answers(shown[1].PublicIpAddress, "two");
    const { Reservations } = await send(DescribeInstancesCommand, {
      Filters: filters({ "tag:role": "web", "vpc-id": net.VpcId, "instance-state-name": "running" }),
    });
    assert.deepEqual(Reservations.flatMap((each) => each.Instances.map((it) => it.InstanceId)).sort(), [one, two].sort());
  },

  async "an Elastic IP moves from one instance to the other in one call"() {
    ({ AllocationId, PublicIp } = await send(AllocateAddressCommand, { Domain: "vpc" }));
    const { AssociationId } = await send(AssociateAddressCommand, { AllocationId, InstanceId: one });
    await answers(PublicIp, "one");
    assert.equal((await described(one)).PublicIpAddress, PublicIp);
    assert.equal(await fetched(`http://${first}:8080/`), null);
    await fails(
      send(AssociateAddressCommand, { AllocationId, InstanceId: two, AllowReassociation: false }),
      "Resource.AlreadyAssociated", 400,
    );
    const moved = await send(AssociateAddressCommand, { AllocationId, InstanceId: two });
    assert.notEqual(moved.AssociationId, AssociationId);
    await answers(PublicIp, "two");
    const { Addresses: [address] } = await send(DescribeAddressesCommand, { AllocationIds: [AllocationId] });
    assert.equal(address.InstanceId, two);
    assert.notEqual((await described(one)).PublicIpAddress, PublicIp);
  },

  async "whom the group no longer lets in gets no answer"() {
    const rule = { IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    await send(RevokeSecurityGroupIngressCommand, { GroupId: net.GroupId, IpPermissions: [rule] });
    assert.equal(await fetched(`http://${PublicIp}:8080/`), null);
  },

  async "an instance that stops keeps its Elastic IP, and starts without running its user data again"() {
    const { StoppingInstances: [change] } = await send(StopInstancesCommand, { InstanceIds: [two] });
    assert.deepEqual([change.PreviousState.Name, change.CurrentState.Name], ["running", "stopping"]);
    await stopped(two);
    const shown = await described(two);
    assert.equal(shown.PublicIpAddress, PublicIp);
    assert.equal(shown.StateReason.Code, "Client.UserInitiatedShutdown");
    await send(StartInstancesCommand, { InstanceIds: [two] });
    await running(two);
    await printed(two, `${two}: boot 2`);
    assert.equal((await described(two)).PrivateIpAddress, shown.PrivateIpAddress);
  },

  async "what is terminated gives its address back"() {
    await send(TerminateInstancesCommand, { InstanceIds: [one, two] });
    await terminated(one, two);
    await until("the address of nobody", async () =>
      !(await send(DescribeAddressesCommand, { AllocationIds: [AllocationId] })).Addresses[0].AssociationId);
    await fails(send(DisassociateAddressCommand, { AssociationId: "eipassoc-0123456789abcdef0" }),
      "InvalidAssociationID.NotFound", 400);
    await send(ReleaseAddressCommand, { AllocationId });
    await fails(send(DescribeAddressesCommand, { AllocationIds: [AllocationId] }), "InvalidAllocationID.NotFound", 400);
  },
});
