// What every client test shares: clients for the server under test, a run of named checks, and the tally of operations.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { FisClient } from "@aws-sdk/client-fis";
import { RDSClient } from "@aws-sdk/client-rds";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

const endpoint = process.env.AWS_ENDPOINT_URL;
const called = new Set();

// The newest answer to each of the last few calls that differ by more than their hours: what a check that fails saw.
const heard = new Map();
const heardMax = 6;
const text = (what) => inspect(what, { depth: 9, breakLength: Infinity, compact: true });
const hear = (name, input, answer) => {
  const call = `${name} ${text(input)}`.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "...");
  heard.delete(call);
  heard.set(call, { answer, at: new Date().toISOString() });
  if (heard.size > heardMax) heard.delete(heard.keys().next().value);
};
const cut = (line) => (line.length > 1000 ? `${line.slice(0, 1000)} ...` : line);

const settings = (more = {}) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
  ...more,
});

// Notes the name of each command that a client sends and that is answered, and what the newest were answered.
const tallied = (client) => {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        const result = await next(args);
        called.add(context.commandName);
        hear(context.commandName, args.input, result.output);
        return result;
      } catch (error) {
        hear(context.commandName, args.input, `${error}`);
        throw error;
      }
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
export const fis = (more) => tallied(new FisClient(settings(more)));
export const logs = (more) => tallied(new CloudWatchLogsClient(settings(more)));
export const rds = (more) => tallied(new RDSClient(settings(more)));
export const sqs = (more) => tallied(new SQSClient(settings(more)));
export const ssm = (more) => tallied(new SSMClient(settings(more)));
export const sts = (more) => tallied(new STSClient(settings(more)));

export const unique = (prefix) => `${prefix}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;

// Runs checks in order; the first that fails ends the run with its name, and with what it was answered last.
export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    const began = Date.now();
    const took = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
    try {
      await check();
    } catch (error) {
      console.error(`not ok: ${name}, after ${took()}, at ${new Date().toISOString()}\n${error.stack ?? error}`);
      for (const [call, { answer, at }] of heard) {
        const { $metadata, ...rest } = typeof answer === "string" ? { answer } : answer ?? {};
        console.error(cut(`seen at ${at}: ${call}`), cut(`-> ${text(rest)}`));
      }
      process.exit(1);
    }
    console.log(`ok: ${name}, after ${took()}`);
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
