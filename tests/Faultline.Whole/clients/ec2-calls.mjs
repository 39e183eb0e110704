// What calls answer: tags, filters, pages, tokens, dry runs, attributes, and errors by their codes.
import {
  CreateTagsCommand, DeleteTagsCommand, DescribeInstanceAttributeCommand, DescribeInstancesCommand,
  DescribeInstanceStatusCommand, DescribeInstanceTypesCommand, DescribeTagsCommand, ModifyInstanceAttributeCommand,
  paginateDescribeInstances, RebootInstancesCommand, RunInstancesCommand, StartInstancesCommand, StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { assert, ec2, fails, run } from "./client.mjs";
import {
  base64, client, described, filters, launch, printed, running, send, shell, stopped, terminated, until,
} from "./lab.mjs";

const nobody = "i-0123456789abcdef0";
const ids = ({ Reservations }) => Reservations.flatMap((each) => each.Instances.map((one) => one.InstanceId)).sort();
const found = async (wanted) => ids(await send(DescribeInstancesCommand, { Filters: filters(wanted) }));
let blue, green;

await run({
  async "a dry run says what would be, and nothing comes of it"() {
    await fails(launch({ DryRun: true }), "DryRunOperation", 412);
    await fails(launch({ DryRun: true, ImageId: "ami-00000000000000000" }), "InvalidAMIID.NotFound", 400);
    assert.deepEqual(ids(await send(DescribeInstancesCommand)), []);
  },

  async "tags come with the launch, change, and are filtered by"() {
    const tagged = (colour) => [{ ResourceType: "instance", Tags: [{ Key: "colour", Value: colour }] }];
    blue = await launch({ MinCount: 3, MaxCount: 3, TagSpecifications: tagged("blue") });
    green = await launch({ MinCount: 3, MaxCount: 4, TagSpecifications: tagged("green"), InstanceType: "m5.large" });
    assert.deepEqual([blue.length, green.length], [3, 4]);
    assert.deepEqual(await found({ "tag:colour": "blue" }), [...blue].sort());
    assert.deepEqual(await found({ "tag:colour": ["blue", "gr*"] }), [...blue, ...green].sort());
    assert.deepEqual(await found({ "tag-key": "colour", "instance-type": "m5.*" }), [...green].sort());
    await send(CreateTagsCommand, { Resources: [blue[0]], Tags: [{ Key: "colour", Value: "red" }] });
    assert.deepEqual(await found({ "tag:colour": "red" }), [blue[0]]);
    const { Tags } = await send(DescribeTagsCommand, { Filters: filters({ "resource-id": blue[0] }) });
    assert.deepEqual(Tags, [{ Key: "colour", ResourceId: blue[0], ResourceType: "instance", Value: "red" }]);
    await send(DeleteTagsCommand, { Resources: [blue[0]], Tags: [{ Key: "colour" }] });
    assert.deepEqual((await described(blue[0])).Tags ?? [], []);
    await running(...blue, ...green);
    assert.deepEqual(await found({ "instance-state-code": "16" }), [...blue, ...green].sort());
    await fails(found({ moon: "full" }), "InvalidParameterValue", 400);
  },

  async "instances come in pages, each once"() {
    const seen = [];
    let pages = 0;
    for await (const page of paginateDescribeInstances({ client, pageSize: 5 }, {})) {
      seen.push(...ids(page));
      pages++;
    }
    assert.deepEqual(seen.sort(), [...blue, ...green].sort());
    assert.equal(pages, 2);
    await fails(send(DescribeInstancesCommand, { MaxResults: 4 }), "InvalidParameterValue", 400);
    await fails(send(DescribeInstancesCommand, { NextToken: "made-up" }), "InvalidParameterValue", 400);
    await fails(
      send(DescribeInstancesCommand, { MaxResults: 5, InstanceIds: blue }), "InvalidParameterCombination", 400,
    );
  },

  async "a client token makes a launch happen once"() {
    const once = { ImageId: shell, MinCount: 1, MaxCount: 1, ClientToken: "only-once" };
    const first = await send(RunInstancesCommand, once);
    const again = await send(RunInstancesCommand, once);
    assert.equal(again.ReservationId, first.ReservationId);
    assert.equal(again.Instances[0].InstanceId, first.Instances[0].InstanceId);
    assert.deepEqual(await found({ "client-token": "only-once" }), [first.Instances[0].InstanceId]);
    await fails(send(RunInstancesCommand, { ...once, InstanceType: "m5.large" }), "IdempotentParameterMismatch", 400);
    await running(first.Instances[0].InstanceId);
    await send(TerminateInstancesCommand, { InstanceIds: [first.Instances[0].InstanceId] });
    await terminated(first.Instances[0].InstanceId);
  },

  async "errors have AWS's codes"() {
    const describe = (...InstanceIds) => send(DescribeInstancesCommand, { InstanceIds });
    assert.match((await fails(describe(nobody), "InvalidInstanceID.NotFound", 400)).message, new RegExp(nobody));
    await fails(describe("i-nonsense"), "InvalidInstanceID.Malformed", 400);
    await fails(describe(blue[0], nobody), "InvalidInstanceID.NotFound", 400);
    await fails(send(TerminateInstancesCommand, { InstanceIds: [nobody] }), "InvalidInstanceID.NotFound", 400);
    await fails(launch({ ImageId: "ami-0123456789abcdef0" }), "InvalidAMIID.NotFound", 400);
    await fails(launch({ ImageId: "nonsense" }), "InvalidAMIID.Malformed", 400);
    await fails(launch({ ImageId: undefined }), "MissingParameter", 400);
    await fails(launch({ InstanceType: "t9.huge" }), "InvalidParameterValue", 400);
    await fails(launch({ InstanceType: "t4g.micro" }), "InvalidParameterValue", 400);
    await fails(launch({ KeyName: "nobodys" }), "InvalidKeyPair.NotFound", 400);
    await fails(launch({ SubnetId: "subnet-0123456789abcdef0" }), "InvalidSubnetID.NotFound", 400);
    await fails(launch({ SecurityGroupIds: ["sg-0123456789abcdef0"] }), "InvalidGroup.NotFound", 400);
    await fails(launch({ MinCount: 3, MaxCount: 2 }), "InvalidParameterValue", 400);
    await fails(launch({ UserData: "%%%" }), "InvalidParameterValue", 400);
    await fails(launch({ UserData: base64("x".repeat(17_000)) }), "InvalidParameterValue", 400);
    await fails(launch({ Placement: { AvailabilityZone: "us-east-1z" } }), "InvalidParameterValue", 400);
    await fails(launch({
      SubnetId: "subnet-0123456789abcdef0",
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }],
    }), "InvalidParameterCombination", 400);
    await fails(send(DescribeInstanceTypesCommand, { InstanceTypes: ["t9.huge"] }), "InvalidInstanceType", 400);
  },

  async "another account sees none of it"() {
    const other = ec2({ credentials: { accessKeyId: "111122223333", secretAccessKey: "test" } });
    assert.deepEqual(ids(await send(DescribeInstancesCommand, {}, other)), []);
    const stop = send(StopInstancesCommand, { InstanceIds: [blue[0]] }, other);
    await fails(stop, "InvalidInstanceID.NotFound", 400);
  },

  async "some attributes change while it runs, others only when it is stopped"() {
    const [id] = blue;
    const modify = (change) => send(ModifyInstanceAttributeCommand, { InstanceId: id, ...change });
    const read = (Attribute) => send(DescribeInstanceAttributeCommand, { InstanceId: id, Attribute });
    await modify({ DisableApiTermination: { Value: true } });
    assert.equal((await read("disableApiTermination")).DisableApiTermination.Value, true);
    await fails(send(TerminateInstancesCommand, { InstanceIds: [id] }), "OperationNotPermitted", 400);
    await fails(modify({ InstanceType: { Value: "m5.large" } }), "IncorrectInstanceState", 400);
    await send(StopInstancesCommand, { InstanceIds: [id] });
    await stopped(id);
    await fails(send(RebootInstancesCommand, { InstanceIds: [id] }), "IncorrectInstanceState", 400);
    await modify({ InstanceType: { Value: "m5.large" } });
    const again = "#!/bin/sh\necho never at a second boot\n";
    await modify({ UserData: { Value: Buffer.from(again) } });
    assert.equal(Buffer.from((await read("userData")).UserData.Value, "base64").toString(), again);
    assert.equal((await read("instanceType")).InstanceType.Value, "m5.large");
    await send(StartInstancesCommand, { InstanceIds: [id] });
    await running(id);
    assert.equal((await described(id)).InstanceType, "m5.large");
    await modify({ DisableApiTermination: { Value: false } });
  },

  async "a reboot keeps the id, and who shuts down from inside stops"() {
    const [, id] = blue;
    await send(RebootInstancesCommand, { InstanceIds: [id] });
    await printed(id, `${id}: boot 2`);
    assert.equal((await described(id)).State.Name, "running");
    const [own] = await launch({ UserData: base64("#!/bin/sh\nshutdown -h now\n") });
    // The SDK's own waits give up on an instance that is pending still.
    const ends = (which, as) => until(`${which} is ${as}`, async () => (await described(which)).State.Name === as);
    await ends(own, "stopped");
    assert.equal((await described(own)).StateReason.Code, "Client.InstanceInitiatedShutdown");
    const [gone] = await launch({
      UserData: base64("#!/bin/sh\npoweroff\n"), InstanceInitiatedShutdownBehavior: "terminate",
    });
    await ends(gone, "terminated");
    await send(TerminateInstancesCommand, { InstanceIds: [own] });
  },

  async "status is shown of those that run"() {
    const { InstanceStatuses } = await send(DescribeInstanceStatusCommand, { InstanceIds: green });
    assert.deepEqual(InstanceStatuses.map((one) => one.InstanceState.Name), Array(4).fill("running"));
    await send(StopInstancesCommand, { InstanceIds: [green[0]], Force: true });
    await stopped(green[0]);
    assert.equal((await send(DescribeInstanceStatusCommand, { InstanceIds: green })).InstanceStatuses.length, 3);
    const all = await send(DescribeInstanceStatusCommand, { InstanceIds: green, IncludeAllInstances: true });
    assert.equal(all.InstanceStatuses.length, 4);
  },

  async "what is terminated is shown for a while, and terminated again is no error"() {
    const all = [...blue, ...green];
    await send(TerminateInstancesCommand, { InstanceIds: all });
    await terminated(...all);
    const { TerminatingInstances } = await send(TerminateInstancesCommand, { InstanceIds: all });
    assert.ok(TerminatingInstances.every((change) => change.PreviousState.Name === "terminated"));
    await fails(send(StartInstancesCommand, { InstanceIds: [blue[0]] }), "IncorrectInstanceState", 400);
    assert.equal((await described(blue[0])).PublicIpAddress, undefined);
  },
});
