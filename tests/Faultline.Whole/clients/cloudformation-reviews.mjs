// Change sets and rules that look at what there is, through the AWS SDK for JavaScript.
import {
  CreateChangeSetCommand, CreateStackCommand, DeleteChangeSetCommand, DeleteStackCommand, DescribeChangeSetCommand,
  DescribeStackResourcesCommand, ExecuteChangeSetCommand, waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete, waitUntilStackDeleteComplete, waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { CreateTagsCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import {
  CreateLogGroupCommand, DeleteLogGroupCommand, DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { assert, cloudformation, ec2, fails, logs, run, sqs, unique } from "./client.mjs";

const client = cloudformation();
const queues = sqs();
const network = ec2();
const groups = logs();
const send = (Command, input = {}) => client.send(new Command(input));
const wait = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
const change = async (StackName, input) => {
  const ChangeSetName = unique("set");
  await send(CreateChangeSetCommand, { StackName, ChangeSetName, ...input });
  await waitUntilChangeSetCreateComplete(wait, { StackName, ChangeSetName });
  const set = await send(DescribeChangeSetCommand, { StackName, ChangeSetName, IncludePropertyValues: true });
  return { ChangeSetName, set, changes: set.Changes.map((one) => one.ResourceChange) };
};

await run({
  async "rules read the tags and places of networks"() {
    const StackName = unique("rules");
    const { Subnets } = await network.send(new DescribeSubnetsCommand({}));
    const TemplateBody = `
Parameters:
  Vpc: {Type: AWS::EC2::VPC::Id}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
Rules:
  Network:
    Assertions:
      - Assert: !EachMemberEquals [!ValueOf [Subnets, VpcId], !Ref Vpc]
      - Assert: !EachMemberIn [!ValueOfAll ["AWS::EC2::Subnet::Id", VpcId], !RefAll "AWS::EC2::VPC::Id"]
      - Assert: !Equals [!ValueOf [Vpc, Tags.Purpose], ${StackName}]
        AssertDescription: That network is for something else.
Resources:
  Queue: {Type: AWS::SQS::Queue}
`;
    const input = {
      StackName, TemplateBody, Parameters: [
        { ParameterKey: "Vpc", ParameterValue: Subnets[0].VpcId },
        { ParameterKey: "Subnets", ParameterValue: Subnets.map((one) => one.SubnetId).join(",") },
      ],
    };
    const error = await fails(send(CreateStackCommand, input), "ValidationError", 400);
    assert.match(error.message, /That network is for something else/);
    await network.send(new CreateTagsCommand({
      Resources: [Subnets[0].VpcId], Tags: [{ Key: "Purpose", Value: StackName }],
    }));
    await send(CreateStackCommand, input);
    await waitUntilStackCreateComplete(wait, { StackName });
    await send(DeleteStackCommand, { StackName });
    await waitUntilStackDeleteComplete(wait, { StackName });
  },
  async "what is there under its name is taken in, and stays"() {
    const StackName = unique("taken");
    const logGroupName = `/${StackName}/there`;
    await groups.send(new CreateLogGroupCommand({ logGroupName }));
    const body = (DeletionPolicy) => JSON.stringify({
      Resources: {
        There: { Type: "AWS::Logs::LogGroup", DeletionPolicy, Properties: { LogGroupName: logGroupName } },
        New: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: `/${StackName}/new` } },
      },
    });
    const input = { ChangeSetType: "CREATE", ImportExistingResources: true };
    await assert.rejects(change(StackName, { ...input, TemplateBody: body("Delete") }));
    const { ChangeSetName, set, changes } = await change(StackName, { ...input, TemplateBody: body("Retain") });
    assert.equal(set.ImportExistingResources, true);
    assert.deepEqual(
      changes.map((one) => `${one.Action} ${one.LogicalResourceId}`).sort(), ["Add New", "Import There"],
    );
    await send(ExecuteChangeSetCommand, { StackName, ChangeSetName });
    await waitUntilStackCreateComplete(wait, { StackName });
    await send(DeleteStackCommand, { StackName });
    await waitUntilStackDeleteComplete(wait, { StackName });
    const left = await groups.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: `/${StackName}/` }));
    assert.deepEqual(left.logGroups.map((one) => one.logGroupName), [logGroupName]);
    await groups.send(new DeleteLogGroupCommand({ logGroupName }));
  },
  async "what has drifted is brought back, and a change set that is not there is deleted"() {
    const StackName = unique("drift");
    const TemplateBody = JSON.stringify({
      Resources: { Jobs: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 5 } } },
    });
    await send(CreateStackCommand, { StackName, TemplateBody });
    await waitUntilStackCreateComplete(wait, { StackName });
    const { StackResources: [queue] } = await send(DescribeStackResourcesCommand, { StackName });
    const QueueUrl = queue.PhysicalResourceId;
    const AttributeNames = ["DelaySeconds", "VisibilityTimeout"];
    await queues.send(new SetQueueAttributesCommand({
      QueueUrl, Attributes: { DelaySeconds: "77", VisibilityTimeout: "66" },
    }));
    await send(DeleteChangeSetCommand, { StackName, ChangeSetName: "nobody" });
    const { ChangeSetName, set, changes: [one] } = await change(StackName, {
      UsePreviousTemplate: true, DeploymentMode: "REVERT_DRIFT",
    });
    assert.equal(set.StackDriftStatus, "DRIFTED");
    assert.equal(one.ResourceDriftStatus, "MODIFIED");
    const { Target } = one.Details[0];
    assert.deepEqual([Target.BeforeValue, Target.AfterValue, Target.BeforeValueFrom], ["77", "5", "ACTUAL_STATE"]);
    await send(ExecuteChangeSetCommand, { StackName, ChangeSetName });
    await waitUntilStackUpdateComplete(wait, { StackName });
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    // What the template does not speak of is nobody's drift.
    assert.deepEqual(Attributes, { DelaySeconds: "5", VisibilityTimeout: "66" });
    await send(DeleteStackCommand, { StackName });
    await waitUntilStackDeleteComplete(wait, { StackName });
  },
});
