// Stack sets over two accounts and two regions, and drift, through the AWS SDK for JavaScript.
import {
  CreateStackInstancesCommand, CreateStackSetCommand, DeleteStackInstancesCommand, DeleteStackSetCommand,
  DescribeStackDriftDetectionStatusCommand, DescribeStackInstanceCommand, DescribeStackResourceDriftsCommand,
  DescribeStackSetCommand, DescribeStackSetOperationCommand, DescribeStacksCommand, DetectStackDriftCommand,
  DetectStackResourceDriftCommand, DetectStackSetDriftCommand, ImportStacksToStackSetCommand,
  ListStackInstanceResourceDriftsCommand, ListStackInstancesCommand, ListStackSetAutoDeploymentTargetsCommand,
  ListStackSetOperationResultsCommand, ListStackSetOperationsCommand, ListStackSetsCommand,
  StopStackSetOperationCommand, UpdateStackInstancesCommand, UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import { GetQueueAttributesCommand, ListQueuesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { assert, cloudformation, fails, run, sqs, unique } from "./client.mjs";

const accounts = ["111111111111", "222222222222"];
const regions = ["us-east-1", "eu-west-1"];
const as = (account) => ({ credentials: { accessKeyId: account, secretAccessKey: "test" } });
const client = cloudformation(as("999999999999"));
const send = (Command, input) => client.send(new Command(input));
const StackSetName = unique("lines");
const named = { StackSetName };
const TemplateBody = JSON.stringify({
  Parameters: { Delay: { Type: "Number", Default: 1 } },
  Resources: { Line: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: { Ref: "Delay" } } } },
});

// Waits until an operation is over; its status must be the one that is named.
async function over({ OperationId }, status = "SUCCEEDED") {
  for (let tries = 0; tries < 600; tries++) {
    const { StackSetOperation: found } = await send(DescribeStackSetOperationCommand, { ...named, OperationId });
    if (!["RUNNING", "STOPPING", "QUEUED"].includes(found.Status)) {
      const { Summaries } = await send(ListStackSetOperationResultsCommand, { ...named, OperationId });
      assert.equal(found.Status, status, JSON.stringify(Summaries));
      return { operation: found, results: Summaries };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${OperationId} does not end`);
}

// The delays of all queues that the set has made, as "account region delay".
async function delays() {
  const all = [];
  for (const account of accounts) {
    for (const region of regions) {
      const queues = sqs({ ...as(account), region });
      for (const QueueUrl of (await queues.send(new ListQueuesCommand({ QueueNamePrefix: "StackSet-" }))).QueueUrls ?? []) {
        const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
        all.push(`${account} ${region} ${Attributes.DelaySeconds}`);
      }
    }
  }
  return all;
}

const everywhere = (delay) => accounts.flatMap((account) => regions.map((region) => `${account} ${region} ${delay}`));

await run({
  async "a set is made once, and described"() {
    const input = { ...named, TemplateBody, Description: "lines", ClientRequestToken: "once" };
    const { StackSetId } = await send(CreateStackSetCommand, input);
    assert.equal((await send(CreateStackSetCommand, input)).StackSetId, StackSetId);
    await fails(send(CreateStackSetCommand, { ...input, ClientRequestToken: "twice" }), "NameAlreadyExistsException", 409);
    const { StackSet } = await send(DescribeStackSetCommand, named);
    assert.equal(StackSet.StackSetARN, `arn:aws:cloudformation:us-east-1:999999999999:stackset/${StackSetId}`);
    assert.equal(StackSet.PermissionModel, "SELF_MANAGED");
    const { Summaries } = await send(ListStackSetsCommand, { Status: "ACTIVE" });
    assert.deepEqual(Summaries.map((each) => each.StackSetId), [StackSetId]);
    assert.deepEqual((await send(ListStackSetAutoDeploymentTargetsCommand, named)).Summaries, []);
  },

  async "each account has a queue in each region"() {
    const { operation, results } = await over(await send(CreateStackInstancesCommand, {
      ...named, Accounts: accounts, Regions: regions,
      OperationPreferences: { RegionConcurrencyType: "PARALLEL", MaxConcurrentCount: 2, FailureToleranceCount: 1 },
    }));
    assert.equal(operation.Action, "CREATE");
    assert.equal(results.length, 4);
    assert.deepEqual(await delays(), everywhere(1));
    const { Summaries } = await send(ListStackInstancesCommand, named);
    assert.ok(Summaries.every((each) => each.Status === "CURRENT" && each.StackInstanceStatus.DetailedStatus === "SUCCEEDED"));
    const there = cloudformation({ ...as(accounts[0]), region: "eu-west-1" });
    const { Stacks } = await there.send(new DescribeStacksCommand({}));
    assert.match(Stacks[0].StackName, new RegExp(`^StackSet-${StackSetName}-`));
  },

  async "a changed set changes them, and an instance keeps what it has of its own"() {
    await over(await send(UpdateStackInstancesCommand, {
      ...named, Accounts: [accounts[0]], Regions: ["us-east-1"],
      ParameterOverrides: [{ ParameterKey: "Delay", ParameterValue: "9" }],
    }));
    const Parameters = [{ ParameterKey: "Delay", ParameterValue: "3" }];
    await over(await send(UpdateStackSetCommand, { ...named, UsePreviousTemplate: true, Parameters }));
    assert.deepEqual(await delays(), everywhere(3).map((each, at) => (at === 0 ? each.replace(/3$/, "9") : each)));
    const { StackInstance } = await send(DescribeStackInstanceCommand, {
      ...named, StackInstanceAccount: accounts[0], StackInstanceRegion: "us-east-1",
    });
    assert.equal(StackInstance.ParameterOverrides[0].ParameterValue, "9");
  },

  async "a queue that somebody changed is found"() {
    const queues = sqs({ ...as(accounts[1]), region: "eu-west-1" });
    const { QueueUrls: [QueueUrl] } = await queues.send(new ListQueuesCommand({ QueueNamePrefix: "StackSet-" }));
    await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "77" } }));
    const { operation } = await over(await send(DetectStackSetDriftCommand, named));
    assert.equal(operation.StackSetDriftDetectionDetails.DriftStatus, "DRIFTED");
    assert.equal(operation.StackSetDriftDetectionDetails.DriftedStackInstancesCount, 1);
    assert.equal((await send(DescribeStackSetCommand, named)).StackSet.StackSetDriftDetectionDetails.InSyncStackInstancesCount, 3);
    const { Summaries: [drift] } = await send(ListStackInstanceResourceDriftsCommand, {
      ...named, OperationId: operation.OperationId, StackInstanceAccount: accounts[1], StackInstanceRegion: "eu-west-1",
    });
    assert.equal(drift.StackResourceDriftStatus, "MODIFIED");
    assert.equal(drift.PropertyDifferences[0].PropertyPath, "/DelaySeconds");
    assert.equal(drift.PropertyDifferences[0].ActualValue, "77");
  },

  async "a stack says in what it has drifted"() {
    const there = cloudformation({ ...as(accounts[1]), region: "eu-west-1" });
    const { Stacks: [{ StackName }] } = await there.send(new DescribeStacksCommand({}));
    const { StackDriftDetectionId } = await there.send(new DetectStackDriftCommand({ StackName }));
    let found;
    do {
      found = await there.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
    } while (found.DetectionStatus === "DETECTION_IN_PROGRESS");
    assert.equal(`${found.DetectionStatus} ${found.StackDriftStatus}`, "DETECTION_COMPLETE DRIFTED");
    const { StackResourceDrifts: [drift] } = await there.send(new DescribeStackResourceDriftsCommand({ StackName }));
    assert.equal(drift.LogicalResourceId, "Line");
    const one = await there.send(new DetectStackResourceDriftCommand({ StackName, LogicalResourceId: "Line" }));
    assert.equal(one.StackResourceDrift.StackResourceDriftStatus, "MODIFIED");
    const { Stacks: [stack] } = await there.send(new DescribeStacksCommand({ StackName }));
    assert.equal(stack.DriftInformation.StackDriftStatus, "DRIFTED");
  },

  async "a retained stack stays, and is taken in again"() {
    const place = { Accounts: [accounts[0]], Regions: ["eu-west-1"] };
    const { Summaries } = await send(ListStackInstancesCommand, {
      ...named, StackInstanceAccount: accounts[0], StackInstanceRegion: "eu-west-1",
    });
    await over(await send(DeleteStackInstancesCommand, { ...named, ...place, RetainStacks: true }));
    assert.equal((await delays()).length, 4);
    await over(await send(ImportStacksToStackSetCommand, { ...named, StackIds: [Summaries[0].StackId] }));
    assert.equal((await send(ListStackInstancesCommand, named)).Summaries.length, 4);
  },

  async "what is over cannot be stopped, and what is not empty cannot be deleted"() {
    const { Summaries } = await send(ListStackSetOperationsCommand, named);
    assert.deepEqual(
      Summaries.map((each) => each.Action),
      ["CREATE", "DELETE", "DETECT_DRIFT", "UPDATE", "UPDATE", "CREATE"],
    );
    const { OperationId } = Summaries[0];
    await fails(send(StopStackSetOperationCommand, { ...named, OperationId }), "InvalidOperationException", 400);
    await fails(send(DeleteStackSetCommand, named), "StackSetNotEmptyException", 409);
  },

  async "deleted instances leave nothing behind"() {
    await over(await send(DeleteStackInstancesCommand, {
      ...named, Accounts: accounts, Regions: regions, RetainStacks: false,
    }));
    assert.deepEqual(await delays(), []);
    await send(DeleteStackSetCommand, named);
    await fails(send(DescribeStackSetCommand, named), "StackSetNotFoundException", 404);
  },
});
