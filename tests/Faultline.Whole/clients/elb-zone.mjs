// A zone loses power under a load balancer: its node goes silent, its targets leave, and the others carry on.
import {
  CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand, DescribeTargetHealthCommand,
  RegisterTargetsCommand, waitUntilLoadBalancerAvailable, waitUntilTargetInService,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { assert, elb, run } from "./client.mjs";
import { fetched, launch, network, running, until } from "./lab.mjs";

const client = elb();
const send = (Command, input = {}) => client.send(new Command(input));
const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 90 };
// It serves at every boot, where user data runs at the first one only.
const web = "ami-0fa01000000000001";
const door = process.env.AWS_ENDPOINT_URL;
let net, ids, group, dead;

const nodes = async () => (await (await fetch(`${door}/_faultline/balancers`)).json()).balancers[0].nodes;
const healthOf = async (id) => (await send(DescribeTargetHealthCommand, { TargetGroupArn: group }))
  .TargetHealthDescriptions.find((it) => it.Target.Id === id).TargetHealth.State;

await run({
  async "a balancer stands in two zones before an instance of each"() {
    net = await network(80);
    ids = (await Promise.all(net.subnets.map((SubnetId) => launch({
      ImageId: web, SubnetId, SecurityGroupIds: [net.GroupId],
    })))).flat();
    await running(...ids);
    const { TargetGroups: [made] } = await send(CreateTargetGroupCommand, {
      Name: "web", Protocol: "HTTP", Port: 80, VpcId: net.VpcId, HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2,
    });
    group = made.TargetGroupArn;
    await send(RegisterTargetsCommand, { TargetGroupArn: group, Targets: ids.map((Id) => ({ Id })) });
    const { LoadBalancers: [front] } = await send(CreateLoadBalancerCommand, {
      Name: "front", Subnets: net.subnets, SecurityGroups: [net.GroupId],
    });
    await send(CreateListenerCommand, {
      LoadBalancerArn: front.LoadBalancerArn, Protocol: "HTTP", Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
    });
    await waitUntilLoadBalancerAvailable(limits, { LoadBalancerArns: [front.LoadBalancerArn] });
    await waitUntilTargetInService(limits, { TargetGroupArn: group });
    await until("both nodes to be in the name", async () => (await nodes()).every((node) => node.isInName));
  },

  async "the zone of one dies, and the other node costs nobody a request"() {
    const all = await nodes();
    dead = all.find((node) => node.zone === net.zones[1].ZoneId);
    const alive = all.find((node) => node !== dead);
    const answer = await fetch(`${door}/_faultline/faults`, {
      method: "POST", body: JSON.stringify({ kind: "zone-power", zone: dead.zone }),
    });
    assert.equal(answer.status, 201, await answer.text());
    // Before it is found out, a connection to the dead target is waited for, and then the other one answers.
    for (let i = 0; i < 4; i++) {
      assert.ok((await fetched(`http://${alive.listeners[0].at}/`, 25000)).includes(ids[0]));
    }
    assert.equal(await fetched(`http://${dead.listeners[0].at}/`), null);
    const now = (await nodes()).find((node) => node.zone === dead.zone);
    assert.deepEqual([now.hasPower, now.isInName], [false, false]);
    await until("its target is found out", async () => await healthOf(ids[1]) === "unhealthy");
    assert.equal(await healthOf(ids[0]), "healthy");
  },

  async "with the power all come back"() {
    const { faults } = await (await fetch(`${door}/_faultline/faults`)).json();
    await fetch(`${door}/_faultline/faults/${faults[0].id}`, { method: "DELETE" });
    await until("the target is healthy", async () => await healthOf(ids[1]) === "healthy");
    await until("both nodes to be in the name", async () => (await nodes()).every((node) => node.isInName));
    await until("the node answers for both", async () =>
      (await fetched(`http://${dead.listeners[0].at}/`))?.includes(ids[1]));
  },
});
