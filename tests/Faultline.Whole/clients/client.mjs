// What every client test shares: clients for the server under test, a run of named checks, and the tally of operations.
import assert from "node:assert/strict";
import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { RDSClient } from "@aws-sdk/client-rds";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

const endpoint = process.env.AWS_ENDPOINT_URL;
const called = new Set();

const settings = (more = {}) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
  ...more,
});

// Notes the name of each command that a client sends and that is answered.
const tallied = (client) => {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      called.add(context.commandName);
      return result;
    },
    { step: "initialize", name: "tally" },
  );
  return client;
};

export const acm = (more) => tallied(new ACMClient(settings(more)));
export const cloudformation = (more) => tallied(new CloudFormationClient(settings(more)));
export const cloudwatch = (more) => tallied(new CloudWatchClient(settings(more)));
export const scaling = (more) => tallied(new AutoScalingClient(settings(more)));
export const ec2 = (more) => tallied(new EC2Client(settings(more)));
export const classic = (more) => tallied(new ElasticLoadBalancingClient(settings(more)));
export const elb = (more) => tallied(new ElasticLoadBalancingV2Client(settings(more)));
export const logs = (more) => tallied(new CloudWatchLogsClient(settings(more)));
export const rds = (more) => tallied(new RDSClient(settings(more)));
export const sqs = (more) => tallied(new SQSClient(settings(more)));
export const ssm = (more) => tallied(new SSMClient(settings(more)));
export const sts = (more) => tallied(new STSClient(settings(more)));

export const unique = (prefix) => `${prefix}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;

// Runs checks in order; the first that fails ends the run with its name.
export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      console.error(`not ok: ${name}\n${error.stack ?? error}`);
      process.exit(1);
    }
    console.log(`ok: ${name}`);
  }
  console.log(`called: ${[...called].sort().join(" ")}`);
}

// The call must fail with this error name (and status, where given).
export async function fails(promise, name, status) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  assert.ok(error, `expected ${name}, but the call succeeded`);
  assert.equal(error.name, name, error.message);
  if (status) assert.equal(error.$metadata?.httpStatusCode, status);
  return error;
}

export { assert };
