// Stacks whose instances run: they signal that they are up, or that they failed, and a network load balancer with
// Elastic IP addresses carries to them.
import {
  CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand,
  waitUntilStackCreateComplete, waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { DescribeAddressesCommand, DescribeInstancesCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { assert, cloudformation, run, unique } from "./client.mjs";
import { answers, filters, send as ec2, serves, until } from "./lab.mjs";

const client = cloudformation();
const send = (Command, input = {}) => client.send(new Command(input));
const limits = { client, maxWaitTime: 120, minDelay: 1, maxDelay: 1 };
const template = (Resources, Outputs) => JSON.stringify({ Resources, Outputs });
const shown = async (StackName) => (await send(DescribeStacksCommand, { StackName })).Stacks[0];
const output = async (StackName, key) =>
  (await shown(StackName)).Outputs.find((one) => one.OutputKey === key).OutputValue;
const reasons = async (StackName, LogicalResourceId) =>
  (await send(DescribeStackEventsCommand, { StackName })).StackEvents
    .filter((one) => one.LogicalResourceId === LogicalResourceId)
    .map((one) => `${one.ResourceStatus} ${one.ResourceStatusReason ?? ""}`);
const deleted = async (name) => {
  const { StackId: StackName } = await shown(name);
  await send(DeleteStackCommand, { StackName });
  await waitUntilStackDeleteComplete(limits, { StackName });
};
const sub = (text) => ({ "Fn::Sub": text });

// An instance whose user data comes to an end as the line says, and signals how that was.
const signals = (line, Count = 1) => ({
  Type: "AWS::EC2::Instance",
  CreationPolicy: { ResourceSignal: { Count, Timeout: "PT1M" } },
  Properties: {
    ImageId: "ami-0fa01000000000003", InstanceType: "t3.nano",
    UserData: {
      "Fn::Base64": sub(`#!/bin/bash\n${line}\n`
        + "/opt/aws/bin/cfn-signal -e $? --stack ${AWS::StackName} --resource Web --region ${AWS::Region}\n"),
    },
  },
});

await run({
  async "an instance that signals success from its user data completes its stack"() {
    const StackName = unique("up");
    await send(CreateStackCommand, { StackName, TemplateBody: template({ Web: signals("true") }, { Id: { Value: { Ref: "Web" } } }) });
    await waitUntilStackCreateComplete(limits, { StackName });
    const id = await output(StackName, "Id");
    assert.ok((await reasons(StackName, "Web")).includes(
      `CREATE_IN_PROGRESS Received SUCCESS signal with UniqueId ${id}`,
    ));
    await deleted(StackName);
  },

  async "one that signals failure takes its stack back"() {
    const StackName = unique("down");
    await send(CreateStackCommand, { StackName, TemplateBody: template({ Web: signals("false") }) });
    await until(`${StackName} rolled back`, async () => (await shown(StackName)).StackStatus === "ROLLBACK_COMPLETE", 90);
    assert.ok((await reasons(StackName, "Web")).some((one) => one.startsWith(
      "CREATE_FAILED Received 1 FAILURE signal(s) out of 1.  Unable to satisfy 100% MinSuccessfulInstancesPercent",
    )));
    const { Reservations } = await ec2(DescribeInstancesCommand, {
      Filters: filters({ "tag:aws:cloudformation:stack-name": StackName, "instance-state-name": ["pending", "running"] }),
    });
    assert.deepEqual(Reservations, []);
    await deleted(StackName);
  },

  async "a network load balancer of a template carries from its Elastic IP addresses"() {
    const StackName = unique("wire");
    const { Subnets } = await ec2(DescribeSubnetsCommand, { Filters: filters({ "default-for-az": "true" }) });
    const [one, two] = Subnets;
    const eip = { Type: "AWS::EC2::EIP", Properties: { Domain: "vpc" } };
    const at = (subnet, name) => ({ SubnetId: subnet.SubnetId, AllocationId: { "Fn::GetAtt": [name, "AllocationId"] } });
    await send(CreateStackCommand, {
      StackName,
      TemplateBody: template({
        Group: {
          Type: "AWS::EC2::SecurityGroup",
          Properties: {
            GroupDescription: "the wire", VpcId: one.VpcId,
            SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, CidrIp: "0.0.0.0/0" }],
          },
        },
        Web: {
          Type: "AWS::EC2::Instance",
          Properties: {
            ImageId: "ami-0fa01000000000003", InstanceType: "t3.nano", SubnetId: one.SubnetId,
            SecurityGroupIds: [{ Ref: "Group" }], UserData: { "Fn::Base64": serves("over the wire") },
          },
        },
        First: eip,
        Second: eip,
        Wire: {
          Type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
          Properties: {
            Type: "network", SubnetMappings: [at(one, "First"), at(two, "Second")],
            LoadBalancerAttributes: [{ Key: "load_balancing.cross_zone.enabled", Value: "true" }],
          },
        },
        Servers: {
          Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
          Properties: {
            Protocol: "TCP", Port: 8080, VpcId: one.VpcId, HealthCheckIntervalSeconds: 5,
            HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2, Targets: [{ Id: { Ref: "Web" } }],
          },
        },
        Listener: {
          Type: "AWS::ElasticLoadBalancingV2::Listener",
          Properties: {
            LoadBalancerArn: { Ref: "Wire" }, Protocol: "TCP", Port: 8080,
            DefaultActions: [{ Type: "forward", TargetGroupArn: { Ref: "Servers" } }],
          },
        },
      }, { First: { Value: { Ref: "First" } }, Second: { Value: { Ref: "Second" } } }),
    });
    await waitUntilStackCreateComplete(limits, { StackName });
    const addresses = [await output(StackName, "First"), await output(StackName, "Second")];
    for (const address of addresses) await answers(address, "over the wire");
    const { Addresses } = await ec2(DescribeAddressesCommand, { PublicIps: addresses });
    assert.ok(Addresses.every((address) => address.AssociationId));
    await deleted(StackName);
    const left = (await ec2(DescribeAddressesCommand)).Addresses.map((address) => address.PublicIp);
    assert.ok(!addresses.some((address) => left.includes(address)));
  },
});
