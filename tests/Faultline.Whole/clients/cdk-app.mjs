// An architecture as the CDK writes it: a network over two zones, a group behind a balancer, and a queue with an alarm.
import { pathToFileURL } from "node:url";
import { App, BootstraplessSynthesizer, CfnOutput, Duration, Stack, Tags } from "aws-cdk-lib";
import * as scaling from "aws-cdk-lib/aws-autoscaling";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sqs from "aws-cdk-lib/aws-sqs";

// The template, as JSON. Nothing in it needs a bootstrapped account, and nothing is reported to anybody.
export function synthesize({ imageId, userData, port = 8080, size = 2 }) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, "Web", { synthesizer: new BootstraplessSynthesizer() });
  Tags.of(stack).add("team", "blue");

  const vpc = new ec2.Vpc(stack, "Vpc", {
    ipAddresses: ec2.IpAddresses.cidr("10.40.0.0/16"), maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false,
  });
  const image = { getImage: () => ({
    imageId, osType: ec2.OperatingSystemType.LINUX, userData: ec2.UserData.forLinux(),
  }) };
  const template = new ec2.LaunchTemplate(stack, "Launch", {
    machineImage: image, instanceType: new ec2.InstanceType("t3.micro"), userData: ec2.UserData.custom(userData),
    securityGroup: new ec2.SecurityGroup(stack, "Instances", { vpc }),
  });
  const group = new scaling.AutoScalingGroup(stack, "Group", {
    vpc, launchTemplate: template, minCapacity: size, maxCapacity: size + 2,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  });
  group.scaleOnCpuUtilization("Cpu", { targetUtilizationPercent: 60 });

  const balancer = new elb.ApplicationLoadBalancer(stack, "Balancer", { vpc, internetFacing: true });
  const listener = balancer.addListener("Http", { port: 80 });
  listener.addTargets("Web", {
    port, protocol: elb.ApplicationProtocol.HTTP, targets: [group], deregistrationDelay: Duration.seconds(1),
    healthCheck: {
      path: "/", interval: Duration.seconds(5), timeout: Duration.seconds(2), healthyThresholdCount: 2,
    },
  });

  const dead = new sqs.Queue(stack, "Dead", { retentionPeriod: Duration.days(14) });
  const work = new sqs.Queue(stack, "Work", {
    visibilityTimeout: Duration.seconds(30), deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
  });
  new cloudwatch.Alarm(stack, "Deep", {
    metric: work.metricApproximateNumberOfMessagesVisible(), threshold: 100, evaluationPeriods: 2,
  });
  new logs.LogGroup(stack, "Log", { retention: logs.RetentionDays.ONE_WEEK });

  new CfnOutput(stack, "Url", { value: `http://${balancer.loadBalancerDnsName}/` });
  new CfnOutput(stack, "WorkUrl", { value: work.queueUrl, exportName: "web-work-url" });
  return app.synth().getStackByName(stack.stackName).template;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(synthesize({ imageId: "ami-0fa01000000000003", userData: "#!/bin/sh\n" }), null, 1));
}
