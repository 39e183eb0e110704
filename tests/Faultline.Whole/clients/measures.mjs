// What the region measures of its own things, and alarms that act on it: an instance that works, a queue, a group.
import {
  CreateAutoScalingGroupCommand, CreateLaunchConfigurationCommand, DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand, DescribeScalingActivitiesCommand, PutScalingPolicyCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeAlarmHistoryCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { assert, cloudwatch, run, scaling, sqs } from "./client.mjs";
import { base64, dimensions, launch, shell, sum, until, values } from "./lab.mjs";

const watch = cloudwatch();
const groups = scaling();
const queues = sqs();
const send = (client, Command, input) => client.send(new Command(input));

await run({
  async "a queue counts what is sent and received"() {
    const { QueueUrl } = await send(queues, CreateQueueCommand, { QueueName: "counted" });
    for (let i = 0; i < 3; i++) await send(queues, SendMessageCommand, { QueueUrl, MessageBody: `${i}` });
    await send(queues, ReceiveMessageCommand, { QueueUrl, MaxNumberOfMessages: 1 });
    const of = { QueueName: "counted" };
    await until("three sent", async () => sum(await values("AWS/SQS", "NumberOfMessagesSent", of, "Sum")) === 3);
    await until("one received", async () =>
      sum(await values("AWS/SQS", "NumberOfMessagesReceived", of, "Sum")) === 1);
    await until("two visible", async () =>
      (await values("AWS/SQS", "ApproximateNumberOfMessagesVisible", of, "Minimum")).includes(2));
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
});
