// Stacks within stacks, and templates too long for a call, through the AWS SDK for JavaScript: both lie on the server.
import {
  CreateChangeSetCommand, CreateStackCommand, DeleteStackCommand, DescribeChangeSetCommand,
  DescribeStackResourcesCommand, DescribeStacksCommand, ExecuteChangeSetCommand, GetTemplateSummaryCommand,
  ListStacksCommand, UpdateStackCommand, ValidateTemplateCommand, waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete, waitUntilStackDeleteComplete, waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { assert, cloudformation, fails, run, sqs, unique } from "./client.mjs";

const client = cloudformation();
const queues = sqs();
const send = (Command, input = {}) => client.send(new Command(input));
const wait = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
const put = async (name, body) => {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}/_faultline/templates/${name}`, { method: "PUT", body });
  assert.equal(answer.status, 200);
  return (await answer.json()).url;
};
const outputs = async (StackName) => Object.fromEntries(
  ((await send(DescribeStacksCommand, { StackName })).Stacks[0].Outputs ?? [])
    .map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
const delay = async (QueueUrl) => (await queues.send(new GetQueueAttributesCommand({
  QueueUrl, AttributeNames: ["DelaySeconds"],
}))).Attributes.DelaySeconds;

const inner = `
Parameters: {Delay: {Type: Number}}
Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !Ref Delay}}
Outputs: {Url: {Value: !Ref Jobs}}
`;
const outer = (url) => `
Parameters: {Delay: {Type: Number}}
Resources:
  In:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "${url}", Parameters: {Delay: !Ref Delay}}
Outputs: {Url: {Value: !GetAtt In.Outputs.Url}}
`;
const StackName = unique("outer");
const name = unique("inner");
const Parameters = (ParameterValue) => [{ ParameterKey: "Delay", ParameterValue }];

await run({
  async "an inner stack is made, changed and deleted with its outer one"() {
    const TemplateBody = outer(await put(name, inner));
    const { StackId } = await send(CreateStackCommand, { StackName, TemplateBody, Parameters: Parameters("3") });
    await waitUntilStackCreateComplete(wait, { StackName });
    const { Url } = await outputs(StackName);
    assert.equal(await delay(Url), "3");
    const { Stacks } = await send(DescribeStacksCommand);
    const [child] = Stacks.filter((stack) => stack.ParentId === StackId);
    assert.equal(child.RootId, StackId);
    const { StackResources: [made] } = await send(DescribeStackResourcesCommand, { StackName });
    assert.equal(made.PhysicalResourceId, child.StackId);

    await send(UpdateStackCommand, { StackName, UsePreviousTemplate: true, Parameters: Parameters("7") });
    await waitUntilStackUpdateComplete(wait, { StackName });
    assert.equal(await delay(Url), "7");

    // What lies at the address is read when the stack is changed, as in S3.
    await put(name, inner.replace("!Ref Delay}", "!Ref Delay, VisibilityTimeout: 77}"));
    const ChangeSetName = unique("set");
    await send(CreateChangeSetCommand, {
      StackName, ChangeSetName, UsePreviousTemplate: true, Parameters: Parameters("8"),
    });
    await waitUntilChangeSetCreateComplete(wait, { StackName, ChangeSetName });
    const { Changes: [{ ResourceChange }] } = await send(DescribeChangeSetCommand, { StackName, ChangeSetName });
    assert.deepEqual(
      [ResourceChange.LogicalResourceId, ResourceChange.Action, ResourceChange.Replacement], ["In", "Modify", "False"]);
    await send(ExecuteChangeSetCommand, { StackName, ChangeSetName });
    await waitUntilStackUpdateComplete(wait, { StackName });
    assert.equal(await delay(Url), "8");

    await send(DeleteStackCommand, { StackName });
    await waitUntilStackDeleteComplete(wait, { StackName: StackId });
    const { StackSummaries } = await send(ListStacksCommand, { StackStatusFilter: ["DELETE_COMPLETE"] });
    assert.ok(StackSummaries.some((stack) => stack.StackId === child.StackId));
  },

  async "a template that is too long for a call comes by its address"() {
    const resources = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`Q${at}`, {
      Type: "AWS::SQS::Queue", Metadata: { Why: "x".repeat(1000) },
    }]));
    const body = JSON.stringify({ Description: "long", Resources: resources });
    assert.ok(body.length > 51_200);
    const TemplateURL = await put(unique("long"), body);
    const long = unique("long");
    await fails(send(CreateStackCommand, { StackName: long, TemplateBody: body }), "ValidationError");
    assert.equal((await send(ValidateTemplateCommand, { TemplateURL })).Description, "long");
    assert.deepEqual((await send(GetTemplateSummaryCommand, { TemplateURL })).ResourceTypes.slice(0, 1), [
      "AWS::SQS::Queue",
    ]);
    const { StackId } = await send(CreateStackCommand, { StackName: long, TemplateURL });
    await waitUntilStackCreateComplete(wait, { StackName: long });
    const { StackResources } = await send(DescribeStackResourcesCommand, { StackName: long });
    assert.equal(StackResources.length, 60);
    await send(DeleteStackCommand, { StackName: long });
    await waitUntilStackDeleteComplete(wait, { StackName: StackId });
  },

  async "an address that leads to no template says what to do"() {
    for (const TemplateURL of [
      "https://bucket.s3.amazonaws.com/t.yaml", `${process.env.AWS_ENDPOINT_URL}/_faultline/templates/${unique("none")}`,
    ]) {
      const error = await send(ValidateTemplateCommand, { TemplateURL }).catch((caught) => caught);
      assert.equal(error.name, "ValidationError");
      assert.match(error.message, /PUT the template at \/_faultline\/templates\/NAME/);
    }
  },
});
