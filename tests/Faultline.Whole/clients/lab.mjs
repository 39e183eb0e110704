// What the EC2 scripts share: a network to launch into, instances that serve, and waits that name what they wait for.
import {
  AttachInternetGatewayCommand, AuthorizeSecurityGroupIngressCommand, CreateInternetGatewayCommand, CreateRouteCommand,
  CreateRouteTableCommand, CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand,
  AssociateRouteTableCommand, DescribeAvailabilityZonesCommand, DescribeInstancesCommand, GetConsoleOutputCommand,
  ModifySubnetAttributeCommand, RunInstancesCommand, waitUntilInstanceRunning, waitUntilInstanceStopped,
  waitUntilInstanceTerminated,
} from "@aws-sdk/client-ec2";
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import http from "node:http";
import { assert, cloudwatch, ec2 } from "./client.mjs";

export const shell = "ami-0fa01000000000003";
export const client = ec2();
export const send = (Command, input = {}, as = client) => as.send(new Command(input));
export const base64 = (text) => Buffer.from(text).toString("base64");
export const filters = (wanted) => Object.entries(wanted).map(([Name, values]) => ({ Name, Values: [values].flat() }));

const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 120 };
export const running = (...InstanceIds) => waitUntilInstanceRunning(limits, { InstanceIds });
export const stopped = (...InstanceIds) => waitUntilInstanceStopped(limits, { InstanceIds });
export const terminated = (...InstanceIds) => waitUntilInstanceTerminated(limits, { InstanceIds });

// Looks until the look gives something, and fails by the name of what it waited for.
export async function until(what, look, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; ;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `never came within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// The text that an address answers with; null where nobody answers within the limit.
export const fetched = (url, milliseconds = 2000) => new Promise((resolve) => {
  const request = http.get(url, { agent: false, timeout: milliseconds }, (answer) => {
    let text = "";
    answer.on("data", (piece) => { text += piece; });
    answer.on("end", () => resolve(text));
    answer.on("error", () => resolve(null));
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => resolve(null));
});

export const answers = (address, text, port = 8080) =>
  until(`${text} at ${address}:${port}`, async () => await fetched(`http://${address}:${port}/`) === text);

// User data that runs JavaScript in the background of the instance: the node that runs this script is there.
export const runs = (script) => `#!/bin/sh\nexec '${process.execPath}' -e '${script}'\n`;

// A server at the instance's own address that always says the same.
export const serves = (text, port = 8080) => runs(
  `require("http").createServer((_, answer) => answer.end("${text}")).listen(${port}, process.env.FAULTLINE_ADDRESS)`,
);

export async function launch(input) {
  const { Instances } = await send(RunInstancesCommand, { ImageId: shell, MinCount: 1, MaxCount: 1, ...input });
  return Instances.map((one) => one.InstanceId);
}

export const described = async (id) =>
  (await send(DescribeInstancesCommand, { InstanceIds: [id] })).Reservations[0].Instances[0];

export async function consoleOf(id) {
  const { Output } = await send(GetConsoleOutputCommand, { InstanceId: id });
  return Buffer.from(Output ?? "", "base64").toString();
}

export const printed = (id, line) =>
  until(`"${line}" on the console of ${id}`, async () => (await consoleOf(id)).includes(line));

// A VPC with a public subnet in each of two zones, and a group that lets anybody in at some ports.
export async function network(...ports) {
  const { Vpc: { VpcId } } = await send(CreateVpcCommand, { CidrBlock: "10.20.0.0/16" });
  const { InternetGateway: { InternetGatewayId } } = await send(CreateInternetGatewayCommand);
  await send(AttachInternetGatewayCommand, { InternetGatewayId, VpcId });
  const { RouteTable: { RouteTableId } } = await send(CreateRouteTableCommand, { VpcId });
  await send(CreateRouteCommand, {
    RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId,
  });
  const { AvailabilityZones } = await send(DescribeAvailabilityZonesCommand);
  const subnets = [];
  for (const [index, { ZoneName }] of AvailabilityZones.slice(0, 2).entries()) {
    const { Subnet: { SubnetId } } = await send(CreateSubnetCommand, {
      VpcId, CidrBlock: `10.20.${index}.0/24`, AvailabilityZone: ZoneName,
    });
    await send(AssociateRouteTableCommand, { RouteTableId, SubnetId });
    await send(ModifySubnetAttributeCommand, { SubnetId, MapPublicIpOnLaunch: { Value: true } });
    subnets.push(SubnetId);
  }
  const { GroupId } = await send(CreateSecurityGroupCommand, { VpcId, GroupName: "open", Description: "some ports" });
  await send(AuthorizeSecurityGroupIngressCommand, {
    GroupId, IpPermissions: (ports.length ? ports : [8080]).map((port) => ({
      IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges: [{ CidrIp: "0.0.0.0/0" }],
    })),
  });
  return { VpcId, InternetGatewayId, RouteTableId, GroupId, subnets, zones: AvailabilityZones.slice(0, 2) };
}

export const dimensions = (map) => Object.entries(map).map(([Name, Value]) => ({ Name, Value }));
export const sum = (list) => list.reduce((all, one) => all + one, 0);

// The values of a metric since the test began, by the minute, newest first.
const began = new Date(Date.now() - 120_000);
export async function values(Namespace, MetricName, of, Stat = "Maximum") {
  const { MetricDataResults: [result] } = await send(GetMetricDataCommand, {
    StartTime: began, EndTime: new Date(Date.now() + 60_000),
    MetricDataQueries: [{
      Id: "one", MetricStat: { Metric: { Namespace, MetricName, Dimensions: dimensions(of) }, Period: 60, Stat },
    }],
  }, cloudwatch());
  return result.Values;
}
