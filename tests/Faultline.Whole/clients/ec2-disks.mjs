// What is written stays: volumes, snapshots into another zone, and images, read again by instances.
import {
  AttachVolumeCommand, CreateImageCommand, CreateSnapshotCommand, CreateVolumeCommand, DeleteSnapshotCommand,
  DeleteVolumeCommand, DeregisterImageCommand, DescribeImagesCommand, DescribeSnapshotsCommand, DescribeVolumesCommand,
  DetachVolumeCommand, TerminateInstancesCommand, waitUntilImageAvailable, waitUntilSnapshotCompleted,
  waitUntilVolumeAvailable, waitUntilVolumeDeleted, waitUntilVolumeInUse,
} from "@aws-sdk/client-ec2";
import { assert, fails, run } from "./client.mjs";
import {
  base64, client, described, launch, network, printed, running, send, terminated, until,
} from "./lab.mjs";

const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 60 };
const say = "the sea was still";
let net, writer, reader, VolumeId, SnapshotId;

// Waits until the volume is there, and then does something with it. The loop ends with the instance.
const onVolume = (device, then) => base64(`#!/bin/sh
until [ -d "$FAULTLINE_VOLUMES/${device}" ]; do sleep 0.1; done
cd "$FAULTLINE_VOLUMES/${device}" && ${then}
`);

await run({
  async "a volume is attached to an instance, which writes on it"() {
    net = await network();
    [writer] = await launch({
      SubnetId: net.subnets[0], UserData: onVolume("sdf", `mkdir -p a/b && echo "${say}" > a/b/text && echo written`),
    });
    const made = await send(CreateVolumeCommand, {
      AvailabilityZone: net.zones[0].ZoneName, Size: 10, VolumeType: "gp3",
      TagSpecifications: [{ ResourceType: "volume", Tags: [{ Key: "for", Value: "notes" }] }],
    });
    ({ VolumeId } = made);
    assert.deepEqual([made.State, made.Size, made.Iops, made.Throughput], ["creating", 10, 3000, 125]);
    await waitUntilVolumeAvailable(limits, { VolumeIds: [VolumeId] });
    await running(writer);
    await send(AttachVolumeCommand, { VolumeId, InstanceId: writer, Device: "/dev/sdf" });
    await waitUntilVolumeInUse(limits, { VolumeIds: [VolumeId] });
    await printed(writer, "written");
    const device = (await described(writer)).BlockDeviceMappings.find((it) => it.DeviceName === "/dev/sdf");
    assert.equal(device.Ebs.VolumeId, VolumeId);
    await fails(send(DeleteVolumeCommand, { VolumeId }), "VolumeInUse", 400);
  },

  async "an instance of another zone cannot have the volume"() {
    [reader] = await launch({
      SubnetId: net.subnets[1], UserData: onVolume("sdg", "cat a/b/text"),
    });
    await running(reader);
    await send(DetachVolumeCommand, { VolumeId, InstanceId: writer });
    await waitUntilVolumeAvailable(limits, { VolumeIds: [VolumeId] });
    await fails(
      send(AttachVolumeCommand, { VolumeId, InstanceId: reader, Device: "/dev/sdg" }), "InvalidVolume.ZoneMismatch", 400,
    );
  },

  async "a snapshot brings it there"() {
    const snapshot = await send(CreateSnapshotCommand, { VolumeId, Description: "notes" });
    ({ SnapshotId } = snapshot);
    assert.equal(snapshot.State, "pending");
    await waitUntilSnapshotCompleted(limits, { SnapshotIds: [SnapshotId] });
    const { Snapshots: [shown] } = await send(DescribeSnapshotsCommand, { SnapshotIds: [SnapshotId] });
    assert.deepEqual([shown.VolumeId, shown.VolumeSize, shown.Progress], [VolumeId, 10, "100%"]);
    const restored = await send(CreateVolumeCommand, { AvailabilityZone: net.zones[1].ZoneName, SnapshotId });
    await waitUntilVolumeAvailable(limits, { VolumeIds: [restored.VolumeId] });
    await send(AttachVolumeCommand, { VolumeId: restored.VolumeId, InstanceId: reader, Device: "/dev/sdg" });
    await printed(reader, say);
    await send(DeleteVolumeCommand, { VolumeId });
    await waitUntilVolumeDeleted(limits, { VolumeIds: [VolumeId] });
    await fails(send(DescribeVolumesCommand, { VolumeIds: [VolumeId] }), "InvalidVolume.NotFound", 400);
  },

  async "an image of an instance has its files, and its copies are their own"() {
    const [model] = await launch({ UserData: base64("#!/bin/sh\necho baked > loaf\necho ready\n") });
    await printed(model, "ready");
    await running(model);
    const { ImageId } = await send(CreateImageCommand, { InstanceId: model, Name: "bakery", NoReboot: true });
    await waitUntilImageAvailable(limits, { ImageIds: [ImageId] });
    const { Images: [image] } = await send(DescribeImagesCommand, { Owners: ["self"] });
    assert.deepEqual([image.ImageId, image.Name, image.RootDeviceName], [ImageId, "bakery", "/dev/xvda"]);
    await fails(send(CreateImageCommand, { InstanceId: model, Name: "bakery" }), "InvalidAMIName.Duplicate", 400);
    const loaf = base64('#!/bin/sh\necho "found $(cat loaf)"\necho eaten > loaf\n');
    const [first] = await launch({ ImageId, UserData: loaf });
    await printed(first, "found baked");
    const [second] = await launch({ ImageId, UserData: loaf });
    await printed(second, "found baked");
    await send(DeregisterImageCommand, { ImageId });
    await fails(launch({ ImageId }), "InvalidAMIID.NotFound", 400);
    await send(TerminateInstancesCommand, { InstanceIds: [model, first, second] });
    await terminated(model, first, second);
  },

  async "root volumes go with their instances, others stay"() {
    const disks = (await described(reader)).BlockDeviceMappings.map((it) => it.Ebs.VolumeId);
    assert.equal(disks.length, 2);
    await send(TerminateInstancesCommand, { InstanceIds: [writer, reader] });
    await terminated(writer, reader);
    const left = await until("one volume alone", async () => {
      const { Volumes } = await send(DescribeVolumesCommand);
      return Volumes.length === 1 && Volumes[0].State === "available" ? Volumes[0] : null;
    });
    assert.ok(disks.includes(left.VolumeId));
    assert.equal(left.SnapshotId, SnapshotId);
    await send(DeleteSnapshotCommand, { SnapshotId });
    await fails(send(DescribeSnapshotsCommand, { SnapshotIds: [SnapshotId] }), "InvalidSnapshot.NotFound", 400);
  },
});
