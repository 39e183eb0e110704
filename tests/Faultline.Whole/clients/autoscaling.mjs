// A group behind a balancer in two zones: it comes up, one of it is killed and replaced, it grows, and it goes.
import {
  CreateAutoScalingGroupCommand, CreateLaunchConfigurationCommand, DeleteAutoScalingGroupCommand,
  DeleteLaunchConfigurationCommand, DescribeAutoScalingGroupsCommand, DescribeScalingActivitiesCommand,
  DescribeTrafficSourcesCommand, SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand, DeleteLoadBalancerCommand,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { assert, elb, fails, run, scaling } from "./client.mjs";
import { base64, filters, network, send as ec2, serves, shell, until } from "./lab.mjs";

const client = scaling();
const balancing = elb();
const send = (Command, input = {}) => client.send(new Command(input));
const AutoScalingGroupName = "web";
let balancer, TargetGroupARN, first;

const group = async () =>
  (await send(DescribeAutoScalingGroupsCommand, { AutoScalingGroupNames: [AutoScalingGroupName] })).AutoScalingGroups[0];
const serving = async () => (await group()).Instances.filter((one) => one.LifecycleState === "InService");
const serve = (count) => until(`${count} serve`, async () => {
  const all = await serving();
  return all.length === count && (await group()).Instances.length === count && all;
}, 90);

await run({
  async "a group comes up behind a target group, balanced over its zones"() {
    const net = await network();
    const { LoadBalancers: [made] } = await balancing.send(new CreateLoadBalancerCommand({
      Name: "scaled", Subnets: net.subnets, SecurityGroups: [net.GroupId],
    }));
    balancer = made.LoadBalancerArn;
    const { TargetGroups: [target] } = await balancing.send(new CreateTargetGroupCommand({
      Name: "scaled", Protocol: "HTTP", Port: 8080, VpcId: net.VpcId, HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2,
    }));
    TargetGroupARN = target.TargetGroupArn;
    await balancing.send(new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: TargetGroupARN, Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "1" }],
    }));
    await balancing.send(new CreateListenerCommand({
      LoadBalancerArn: balancer, Protocol: "HTTP", Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: TargetGroupARN }],
    }));
    await send(CreateLaunchConfigurationCommand, {
      LaunchConfigurationName: "web", ImageId: shell, InstanceType: "t3.micro", SecurityGroups: [net.GroupId],
      UserData: base64(serves("scaled")),
    });
    await send(CreateAutoScalingGroupCommand, {
      AutoScalingGroupName, LaunchConfigurationName: "web", MinSize: 0, MaxSize: 4, DesiredCapacity: 2,
      VPCZoneIdentifier: net.subnets.join(","), TargetGroupARNs: [TargetGroupARN], HealthCheckType: "ELB",
      HealthCheckGracePeriod: 60, Tags: [{ Key: "team", Value: "blue", PropagateAtLaunch: true }],
    });
    first = await serve(2);
    assert.equal(new Set(first.map((one) => one.AvailabilityZone)).size, 2);
    await until("the target group is in service", async () => {
      const { TrafficSources } = await send(DescribeTrafficSourcesCommand, { AutoScalingGroupName });
      return TrafficSources[0].State === "InService";
    });
    const { Reservations } = await ec2(DescribeInstancesCommand, {
      Filters: filters({ "tag:aws:autoscaling:groupName": AutoScalingGroupName, "tag:team": "blue" }),
    });
    assert.equal(Reservations.flatMap((one) => one.Instances).length, 2);
  },

  async "one that is killed is replaced, and the cause says so"() {
    await ec2(TerminateInstancesCommand, { InstanceIds: [first[0].InstanceId] });
    await until("another one serves", async () => {
      const all = await serving();
      return all.length === 2 && all.every((one) => one.InstanceId !== first[0].InstanceId);
    }, 90);
    const { Activities } = await send(DescribeScalingActivitiesCommand, { AutoScalingGroupName });
    assert.ok(Activities.some((one) => one.Cause.includes("needing to be replaced")));
    assert.ok(Activities.some((one) => one.Cause.includes("it has been terminated or stopped")));
  },

  async "it grows within its bounds"() {
    await fails(send(SetDesiredCapacityCommand, { AutoScalingGroupName, DesiredCapacity: 9 }), "ValidationError");
    await send(SetDesiredCapacityCommand, { AutoScalingGroupName, DesiredCapacity: 3 });
    await serve(3);
  },

  async "it goes with its instances"() {
    await fails(send(DeleteAutoScalingGroupCommand, { AutoScalingGroupName }), "ResourceInUseFault");
    await send(DeleteAutoScalingGroupCommand, { AutoScalingGroupName, ForceDelete: true });
    await until("it is gone", async () => (await group()) === undefined, 90);
    await send(DeleteLaunchConfigurationCommand, { LaunchConfigurationName: "web" });
    await balancing.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancer }));
  },
});
