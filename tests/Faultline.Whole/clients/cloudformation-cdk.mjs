// What the CDK writes comes up as it is, serves behind its balancer, and goes without a trace.
import {
  CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStackResourcesCommand,
  DescribeStacksCommand, ListExportsCommand, ValidateTemplateCommand, waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand, DescribeNatGatewaysCommand, DescribeSubnetsCommand, DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import http from "node:http";
import { synthesize } from "./cdk-app.mjs";
import { assert, elb, run, scaling, sqs } from "./client.mjs";
import { filters, send as ec2, serves, shell, until } from "./lab.mjs";

const client = new CloudFormationClient({
  endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const send = (Command, input = {}) => client.send(new Command(input));
const StackName = "web";
const waits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 240 };
const template = synthesize({ imageId: shell, userData: serves("by the CDK") });
const TemplateBody = JSON.stringify(template);
let outputs, made;

// Asks a balancer by its name at the gateway, as a client does that cannot resolve it; null where it has no answer yet.
const asked = (Host) => new Promise((resolve) => {
  const { hostname: host, port } = new URL(process.env.AWS_ENDPOINT_URL);
  const request = http.get({ host, port, agent: false, timeout: 5000, headers: { Host } }, (answer) => {
    let text = "";
    answer.on("data", (piece) => { text += piece; });
    answer.on("end", () => resolve(text));
    answer.on("error", () => resolve(null));
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => resolve(null));
});

// A stack that does not become what it should says why in its events.
const explained = async (waiting) => {
  try {
    await waiting;
  } catch (error) {
    const { StackEvents } = await send(DescribeStackEventsCommand, { StackName });
    const failed = StackEvents.filter((one) => one.ResourceStatus.endsWith("FAILED"))
      .map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason}`);
    throw new Error(`${error.message}\n${failed.join("\n")}`);
  }
};

await run({
  async "the template is one that CloudFormation takes without more ado"() {
    const answer = await send(ValidateTemplateCommand, { TemplateBody });
    assert.deepEqual(answer.Capabilities ?? [], []);
    assert.deepEqual(answer.Parameters ?? [], []);
  },
  async "all of it comes up"() {
    await send(CreateStackCommand, { StackName, TemplateBody, Tags: [{ Key: "from", Value: "cdk" }] });
    await explained(waitUntilStackCreateComplete(waits, { StackName }));
    const { Stacks: [stack] } = await send(DescribeStacksCommand, { StackName });
    outputs = Object.fromEntries(stack.Outputs.map((one) => [one.OutputKey, one.OutputValue]));
    const { StackResources } = await send(DescribeStackResourcesCommand, { StackName });
    made = new Map(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
    assert.deepEqual([...made.keys()].sort(), Object.keys(template.Resources).sort());
    const { Exports } = await send(ListExportsCommand);
    assert.equal(Exports.find((one) => one.Name === "web-work-url")?.Value, outputs.WorkUrl);
  },
  async "the network lies over two zones, with one way out"() {
    const VpcId = made.get(idOf("AWS::EC2::VPC"));
    const { Subnets } = await ec2(DescribeSubnetsCommand, { Filters: filters({ "vpc-id": VpcId }) });
    assert.equal(Subnets.length, 4);
    assert.equal(new Set(Subnets.map((one) => one.AvailabilityZone)).size, 2);
    assert.equal(Subnets.filter((one) => one.MapPublicIpOnLaunch).length, 2);
    const { NatGateways } = await ec2(DescribeNatGatewaysCommand, { Filter: filters({ "vpc-id": VpcId }) });
    assert.deepEqual(NatGateways.map((one) => one.State), ["available"]);
  },
  async "its group serves through its balancer"() {
    const { LoadBalancers: [balancer] } = await elb().send(new DescribeLoadBalancersCommand({
      LoadBalancerArns: [made.get(idOf("AWS::ElasticLoadBalancingV2::LoadBalancer"))],
    }));
    assert.equal(outputs.Url, `http://${balancer.DNSName}/`);
    await until("an answer through the balancer", async () => await asked(balancer.DNSName) === "by the CDK", 120);
  },
  async "its queue hands to its other queue what nobody could use"() {
    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({
      QueueUrl: outputs.WorkUrl, AttributeNames: ["RedrivePolicy", "VisibilityTimeout"],
    }));
    assert.equal(Attributes.VisibilityTimeout, "30");
    assert.match(JSON.parse(Attributes.RedrivePolicy).deadLetterTargetArn, /:web-Dead/);
  },
  async "it goes, and nothing of it is left"() {
    await send(DeleteStackCommand, { StackName });
    await explained(waitUntilStackDeleteComplete(waits, { StackName }));
    const VpcId = made.get(idOf("AWS::EC2::VPC"));
    assert.deepEqual((await ec2(DescribeVpcsCommand, { Filters: filters({ "vpc-id": VpcId }) })).Vpcs, []);
    const { Reservations } = await ec2(DescribeInstancesCommand, {
      Filters: filters({ "vpc-id": VpcId, "instance-state-name": ["pending", "running", "stopping", "stopped"] }),
    });
    assert.deepEqual(Reservations, []);
    assert.deepEqual(
      (await scaling().send(new DescribeAutoScalingGroupsCommand({}))).AutoScalingGroups, []);
    assert.deepEqual((await elb().send(new DescribeLoadBalancersCommand({}))).LoadBalancers, []);
    assert.deepEqual((await sqs().send(new ListQueuesCommand({}))).QueueUrls ?? [], []);
  },
});

function idOf(type) {
  return Object.entries(template.Resources).find(([, one]) => one.Type === type)[0];
}
