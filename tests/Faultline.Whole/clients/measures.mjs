// What the region measures of its own things, and alarms that act on it: an instance that works, a queue, a group.
import {
  CreateAutoScalingGroupCommand, CreateLaunchConfigurationCommand, DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand, DescribeScalingActivitiesCommand, PutScalingPolicyCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeAlarmHistoryCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import {
  ConfigureHealthCheckCommand, CreateLoadBalancerCommand, DeleteLoadBalancerCommand,
  RegisterInstancesWithLoadBalancerCommand, waitUntilInstanceInService,
} from "@aws-sdk/client-elastic-load-balancing";
import http from "node:http";
import { assert, classic, cloudwatch, run, scaling, sqs } from "./client.mjs";
import {
  answers, base64, described, dimensions, launch, network, running, serves, shell, sum, until, values,
} from "./lab.mjs";

const watch = cloudwatch();
const groups = scaling();
const queues = sqs();
const send = (client, Command, input) => client.send(new Command(input));

// Asks a balancer by its name at the gateway, as a client does that cannot resolve it; gives the status.
const door = new URL(process.env.AWS_ENDPOINT_URL);
const asked = (Host) => new Promise((resolve) => {
  const request = http.get({
    host: door.hostname, port: door.port, agent: false, timeout: 10_000, headers: { Host },
  }, (answer) => {
    answer.resume();
    answer.on("end", () => resolve(answer.statusCode));
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => resolve(0));
});

await run({
  async "a queue counts what is sent and received"() {
    const { QueueUrl } = await send(queues, CreateQueueCommand, { QueueName: "counted" });
    for (let i = 0; i < 3; i++) await send(queues, SendMessageCommand, { QueueUrl, MessageBody: `${i}` });
    await send(queues, ReceiveMessageCommand, { QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: 600 });
    const of = { QueueName: "counted" };
    await until("three sent", async () => sum(await values("AWS/SQS", "NumberOfMessagesSent", of, "Sum")) === 3);
    await until("one received", async () =>
      sum(await values("AWS/SQS", "NumberOfMessagesReceived", of, "Sum")) === 1);
    // Not the least of a minute: it was looked at before all were sent, too, maybe.
    await until("two visible", async () =>
      (await values("AWS/SQS", "ApproximateNumberOfMessagesVisible", of, "p50")).includes(2));
  },

  async "an alarm on an instance that works grows a group"() {
    const [InstanceId] = await launch({ UserData: base64("#!/bin/sh\nwhile :; do :; done\n") });
    await until("its processors to be busy", async () =>
      Math.max(0, ...await values("AWS/EC2", "CPUUtilization", { InstanceId })) > 5, 120);
    assert.deepEqual([...new Set(await values("AWS/EC2", "StatusCheckFailed", { InstanceId }))], [0]);
    await send(groups, CreateLaunchConfigurationCommand, {
      LaunchConfigurationName: "workers", ImageId: shell, InstanceType: "t3.micro",
    });
    await send(groups, CreateAutoScalingGroupCommand, {
      AutoScalingGroupName: "workers", LaunchConfigurationName: "workers", MinSize: 0, MaxSize: 2, DesiredCapacity: 0,
      AvailabilityZones: ["us-east-1a", "us-east-1b"],
    });
    const { PolicyARN } = await send(groups, PutScalingPolicyCommand, {
      AutoScalingGroupName: "workers", PolicyName: "grow", PolicyType: "SimpleScaling",
      AdjustmentType: "ExactCapacity", ScalingAdjustment: 1, Cooldown: 600,
    });
    await send(watch, PutMetricAlarmCommand, {
      AlarmName: "busy", Namespace: "AWS/EC2", MetricName: "CPUUtilization", Dimensions: dimensions({ InstanceId }),
      Statistic: "Maximum", Period: 60, EvaluationPeriods: 1, Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold", AlarmActions: [PolicyARN],
    });
    const group = async () => (await send(groups, DescribeAutoScalingGroupsCommand, {
      AutoScalingGroupNames: ["workers"],
    })).AutoScalingGroups[0];
    await until("the group to be wanted larger", async () => (await group()).DesiredCapacity === 1, 150);
    await until("an instance in service", async () => (await group()).Instances[0]?.LifecycleState === "InService");
    const { Activities } = await send(groups, DescribeScalingActivitiesCommand, { AutoScalingGroupName: "workers" });
    assert.match(Activities[0].Cause, /alarm busy in state ALARM triggered policy grow changing the desired capacity/);
    const { AlarmHistoryItems } = await send(watch, DescribeAlarmHistoryCommand, {
      AlarmName: "busy", HistoryItemType: "Action",
    });
    assert.match(AlarmHistoryItems[0].HistorySummary, /Successfully executed action/);
    await send(groups, DeleteAutoScalingGroupCommand, { AutoScalingGroupName: "workers", ForceDelete: true });
  },

  async "an instance that is visited, its volumes and a classic balancer before it are measured"() {
    const lab = await network();
    const fills = 'while :; do head -c 4096 /dev/zero >> "$FAULTLINE_VOLUMES/sdf/filled"; sleep 1; done &';
    const [InstanceId] = await launch({
      SubnetId: lab.subnets[0], SecurityGroupIds: [lab.GroupId],
      UserData: base64(serves("hello").replace("\n", `\n${fills}\n`)),
      BlockDeviceMappings: [{ DeviceName: "/dev/sdf", Ebs: { VolumeSize: 1 } }],
    });
    await running(InstanceId);
    const { PublicIpAddress, BlockDeviceMappings } = await described(InstanceId);
    await answers(PublicIpAddress, "hello");
    const carried = async (metric) => sum(await values("AWS/EC2", metric, { InstanceId }, "Sum"));
    await until("what it was asked", async () => await carried("NetworkIn") > 40);
    await until("what it said", async () => await carried("NetworkOut") > 40);
    assert.ok(await carried("NetworkPacketsIn") >= 1 && await carried("NetworkPacketsOut") >= 1);
    const { VolumeId } = BlockDeviceMappings.find((each) => each.DeviceName === "/dev/sdf").Ebs;
    await until("what it wrote to its volume", async () =>
      sum(await values("AWS/EBS", "VolumeWriteBytes", { VolumeId }, "Sum")) >= 4096);

    const balancer = (Command, input) => send(classic(), Command, { LoadBalancerName: "measured", ...input });
    const { DNSName } = await balancer(CreateLoadBalancerCommand, {
      Subnets: lab.subnets, SecurityGroups: [lab.GroupId],
      Listeners: [{ Protocol: "HTTP", LoadBalancerPort: 8080, InstanceProtocol: "HTTP", InstancePort: 8080 }],
    });
    await balancer(ConfigureHealthCheckCommand, {
      HealthCheck: { Target: "HTTP:8080/", Interval: 5, Timeout: 2, UnhealthyThreshold: 2, HealthyThreshold: 2 },
    });
    await balancer(RegisterInstancesWithLoadBalancerCommand, { Instances: [{ InstanceId }] });
    // Who resolves the name sooner may get the node of the zone without an instance, and keeps to it for a minute.
    await waitUntilInstanceInService(
      { client: classic(), minDelay: 1, maxDelay: 1, maxWaitTime: 60 }, { LoadBalancerName: "measured" });
    await until("an answer through the balancer", async () => await asked(DNSName) === 200);
    const of = { LoadBalancerName: "measured" };
    await until("its requests", async () => sum(await values("AWS/ELB", "RequestCount", of, "Sum")) >= 1);
    await until("what the instance answered", async () =>
      sum(await values("AWS/ELB", "HTTPCode_Backend_2XX", of, "Sum")) >= 1);
    const [latency] = await until("how soon", async () => {
      const found = await values("AWS/ELB", "Latency", of, "p90");
      return found.length > 0 && found;
    });
    assert.ok(latency > 0 && latency < 10, `${latency}`);
    await until("its healthy instance", async () =>
      (await values("AWS/ELB", "HealthyHostCount", of)).includes(1));
    await balancer(DeleteLoadBalancerCommand, {});
  },
});
