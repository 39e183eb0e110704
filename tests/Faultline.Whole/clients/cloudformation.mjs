// Stacks through the AWS SDK for JavaScript: made, changed, rolled back, reviewed and deleted.
import {
  CreateChangeSetCommand, CreateStackCommand, DeleteStackCommand, DescribeChangeSetCommand,
  DescribeStackEventsCommand, DescribeStackResourcesCommand, DescribeStacksCommand, ExecuteChangeSetCommand,
  GetTemplateCommand, ListExportsCommand, ListStackResourcesCommand, ListStacksCommand, SignalResourceCommand,
  UpdateStackCommand, waitUntilChangeSetCreateComplete, waitUntilStackCreateComplete, waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { assert, cloudformation, ec2, fails, run, sqs, unique } from "./client.mjs";

const client = cloudformation();
const queues = sqs();
const network = ec2();
const send = (Command, input = {}) => client.send(new Command(input));
const StackName = unique("app");
const wait = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
const template = (resources, more = {}) => JSON.stringify({ Resources: resources, ...more });
const queue = (properties, more = {}) => ({ Type: "AWS::SQS::Queue", Properties: properties, ...more });
const stands = async (StackName, status) => {
  for (let tries = 0; (await send(DescribeStacksCommand, { StackName })).Stacks[0].StackStatus !== status; tries++) {
    assert.ok(tries < 600, `${StackName} does not come to ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const events = async () => (await send(DescribeStackEventsCommand, { StackName })).StackEvents;
const delay = async (QueueUrl) => (await queues.send(new GetQueueAttributesCommand({
  QueueUrl, AttributeNames: ["DelaySeconds"],
}))).Attributes.DelaySeconds;
const physical = async (LogicalResourceId) => (await send(DescribeStackResourcesCommand, {
  StackName, LogicalResourceId,
})).StackResources[0].PhysicalResourceId;
let first;

const yaml = `
Parameters:
  Delay: {Type: Number, Default: 1}
Resources:
  Dead:
    Type: AWS::SQS::Queue
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: !Ref Delay
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Dead.Arn
        maxReceiveCount: 3
  Net:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.7.0.0/16, Tags: [{Key: Name, Value: !Sub "\${AWS::StackName}-net"}]}
  Sub:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      CidrBlock: !Select [0, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]
      AvailabilityZone: !Select [0, !GetAZs ""]
Outputs:
  Url: {Value: !Ref Jobs, Export: {Name: !Sub "\${AWS::StackName}-jobs"}}
`;

await run({
  async "a stack of queues and a network is made"() {
    await send(CreateStackCommand, { StackName, TemplateBody: yaml, Tags: [{ Key: "team", Value: "a" }] });
    await fails(send(CreateStackCommand, { StackName, TemplateBody: yaml }), "AlreadyExistsException", 400);
    await waitUntilStackCreateComplete(wait, { StackName });
    const { Stacks: [stack] } = await send(DescribeStacksCommand, { StackName });
    first = stack.Outputs[0].OutputValue;
    assert.equal(await delay(first), "1");
    const { Vpcs: [vpc] } = await network.send(new DescribeVpcsCommand({ VpcIds: [await physical("Net")] }));
    assert.ok(vpc.Tags.some((tag) => tag.Key === "aws:cloudformation:logical-id" && tag.Value === "Net"));
    assert.ok(vpc.Tags.some((tag) => tag.Key === "team" && tag.Value === "a"));
    const { Exports } = await send(ListExportsCommand);
    assert.ok(Exports.some((one) => one.Name === `${StackName}-jobs` && one.Value === first));
    const all = (await events()).reverse();
    assert.equal(all[0].ResourceStatusReason, "User Initiated");
    assert.equal(all.at(-1).ResourceStatus, "CREATE_COMPLETE");
    assert.equal((await send(GetTemplateCommand, { StackName })).TemplateBody, yaml);
  },
  async "an update changes what differs, and one that changes nothing is refused"() {
    const Parameters = [{ ParameterKey: "Delay", ParameterValue: "5" }];
    await send(UpdateStackCommand, { StackName, UsePreviousTemplate: true, Parameters });
    await waitUntilStackUpdateComplete(wait, { StackName });
    assert.equal(await delay(first), "5");
    await fails(send(UpdateStackCommand, { StackName, UsePreviousTemplate: true, Parameters }), "ValidationError", 400);
  },
  async "an update that fails puts back what was"() {
    const bad = yaml.replace("Outputs:", "  Bad:\n    Type: AWS::EC2::Subnet\n    DependsOn: Jobs\n"
      + "    Properties: {VpcId: vpc-00000000000000000, CidrBlock: 10.7.0.0/24}\nOutputs:");
    await send(UpdateStackCommand, {
      StackName, TemplateBody: bad, Parameters: [{ ParameterKey: "Delay", ParameterValue: "9" }],
    });
    await assert.rejects(waitUntilStackUpdateComplete(wait, { StackName }));
    for (;;) {
      const { Stacks: [{ StackStatus }] } = await send(DescribeStacksCommand, { StackName });
      if (!StackStatus.endsWith("_IN_PROGRESS")) {
        assert.equal(StackStatus, "UPDATE_ROLLBACK_COMPLETE");
        break;
      }
      await new Promise((done) => setTimeout(done, 200));
    }
    assert.equal(await delay(first), "5");
  },
  async "a change set says what it would do, and does it"() {
    const ChangeSetName = "less";
    await send(CreateChangeSetCommand, {
      StackName, ChangeSetName, TemplateBody: yaml.replace(/  Sub:[^]*Outputs/, "Outputs"),
      Parameters: [{ ParameterKey: "Delay", UsePreviousValue: true }],
    });
    await waitUntilChangeSetCreateComplete(wait, { StackName, ChangeSetName });
    const { Changes } = await send(DescribeChangeSetCommand, { StackName, ChangeSetName });
    assert.deepEqual(Changes.map(({ ResourceChange: one }) => `${one.Action} ${one.LogicalResourceId}`), ["Remove Sub"]);
    await send(ExecuteChangeSetCommand, { StackName, ChangeSetName });
    await waitUntilStackUpdateComplete(wait, { StackName });
    const { StackResourceSummaries } = await send(ListStackResourcesCommand, { StackName });
    assert.deepEqual(StackResourceSummaries.map((one) => one.LogicalResourceId).sort(), ["Dead", "Jobs", "Net"]);
  },
  async "a creation that fails leaves nothing"() {
    const name = unique("bad");
    await send(CreateStackCommand, {
      StackName: name,
      TemplateBody: template({
        Q: queue({}), Bad: queue({ DelaySeconds: 100000 }, { DependsOn: "Q" }),
      }),
    });
    // The SDK's waiter for rollbacks knows those of updates alone.
    await stands(name, "ROLLBACK_COMPLETE");
    assert.equal((await queues.send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls, undefined);
    await send(DeleteStackCommand, { StackName: name });
    await waitUntilStackDeleteComplete(wait, { StackName: name });
  },
  async "a handle hears what is put at it, and a resource its signals"() {
    const name = unique("wait");
    await send(CreateStackCommand, {
      StackName: name,
      TemplateBody: template({
        H: { Type: "AWS::CloudFormation::WaitConditionHandle" },
        W: { Type: "AWS::CloudFormation::WaitCondition", Properties: { Handle: { Ref: "H" }, Timeout: 60 } },
        Q: queue({}, { CreationPolicy: { ResourceSignal: { Count: 1, Timeout: "PT1M" } } }),
      }),
    });
    let url;
    while (!url) {
      const { StackResources } = await send(DescribeStackResourcesCommand, { StackName: name });
      url = StackResources.find((one) => one.LogicalResourceId === "H")?.PhysicalResourceId;
    }
    const put = await fetch(url, {
      method: "PUT", body: JSON.stringify({ Status: "SUCCESS", UniqueId: "1", Reason: "r", Data: "d" }),
    });
    assert.equal(put.status, 200);
    await send(SignalResourceCommand, { StackName: name, LogicalResourceId: "Q", UniqueId: "i-1", Status: "SUCCESS" });
    await waitUntilStackCreateComplete(wait, { StackName: name });
    await send(DeleteStackCommand, { StackName: name });
    await waitUntilStackDeleteComplete(wait, { StackName: name });
  },
  async "types that are not built are named"() {
    const error = await fails(send(CreateStackCommand, {
      StackName: unique("no"), TemplateBody: template({ A: { Type: "AWS::Kinesis::Stream" }, B: { Type: "AWS::No::No" } }),
    }), "ValidationError", 400);
    assert.match(error.message, /Unrecognized resource types: \[AWS::No::No\].*AWS::Kinesis::Stream.*--allow-missing-types/);
  },
  async "a deletion takes everything"() {
    await send(DeleteStackCommand, { StackName });
    await waitUntilStackDeleteComplete(wait, { StackName });
    const { StackSummaries } = await send(ListStacksCommand, { StackStatusFilter: ["DELETE_COMPLETE"] });
    assert.ok(StackSummaries.some((one) => one.StackName === StackName));
    assert.equal((await queues.send(new ListQueuesCommand({ QueueNamePrefix: StackName }))).QueueUrls, undefined);
  },
});
