// An application and a network load balancer before instances of two zones: rules, a WebSocket, targets that go.
import {
  AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, DescribeNetworkInterfacesCommand,
  RevokeSecurityGroupIngressCommand, StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand, CreateLoadBalancerCommand, CreateRuleCommand, CreateTargetGroupCommand, DeleteListenerCommand,
  DeleteLoadBalancerCommand, DeleteTargetGroupCommand, DeregisterTargetsCommand, DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand, ModifyLoadBalancerAttributesCommand, ModifyTargetGroupAttributesCommand, RegisterTargetsCommand,
  SetSecurityGroupsCommand,
  waitUntilLoadBalancerAvailable, waitUntilTargetInService,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import http from "node:http";
import { assert, elb, fails, run } from "./client.mjs";
import { base64, launch, network, running, runs, send as ec2, sum, until, values } from "./lab.mjs";

const client = elb();
const send = (Command, input = {}) => client.send(new Command(input));
const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 90 };
const gateway = new URL(process.env.AWS_ENDPOINT_URL);
let net, ids, balancer, group, listener;

// A server that says its name, echoes bodies, and speaks on after an upgrade.
const serves = (text) => base64(runs(`
  const server = require("http").createServer((request, answer) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => answer.end("${text} " + request.headers["x-forwarded-proto"] + " " + Buffer.concat(parts)));
  });
  server.on("upgrade", (request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: shout\\r\\n\\r\\n");
    socket.on("data", (bytes) => socket.write(String(bytes).toUpperCase()));
    socket.on("error", () => {});
  });
  server.listen(8080, process.env.FAULTLINE_ADDRESS);
`));

// Asks a balancer by its name at the gateway, as a client does that cannot resolve it.
const asked = (host, path = "/", { method = "GET", body, headers = {}, timeout = 20000 } = {}) => new Promise((resolve, reject) => {
  const request = http.request({
    host: gateway.hostname, port: gateway.port, path, method, agent: false, timeout,
    headers: { Host: host, ...headers },
  }, (answer) => {
    let text = "";
    answer.on("data", (piece) => { text += piece; });
    answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    answer.on("error", reject);
  });
  request.on("upgrade", (answer, socket) => resolve({ status: answer.statusCode, socket }));
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", reject);
  request.end(body);
});

const health = async () => (await send(DescribeTargetHealthCommand, { TargetGroupArn: group })).TargetHealthDescriptions;

await run({
  async "an application load balancer comes up before two instances"() {
    net = await network(8080, 80);
    ids = (await Promise.all(net.subnets.map((SubnetId, i) => launch({
      SubnetId, SecurityGroupIds: [net.GroupId], UserData: serves(`server ${i}`),
    })))).flat();
    await running(...ids);
    const { TargetGroups: [made] } = await send(CreateTargetGroupCommand, {
      Name: "web", Protocol: "HTTP", Port: 8080, VpcId: net.VpcId, HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2,
    });
    group = made.TargetGroupArn;
    await send(RegisterTargetsCommand, { TargetGroupArn: group, Targets: ids.map((Id) => ({ Id })) });
    assert.deepEqual((await health()).map((it) => it.TargetHealth.Reason), ["Target.NotInUse", "Target.NotInUse"]);
    const { LoadBalancers: [front] } = await send(CreateLoadBalancerCommand, {
      Name: "front", Subnets: net.subnets, SecurityGroups: [net.GroupId],
    });
    balancer = front;
    assert.match(front.DNSName, /^front-\d+\.us-east-1\.elb\.localhost\.localstack\.cloud$/);
    const { Listeners: [made2] } = await send(CreateListenerCommand, {
      LoadBalancerArn: front.LoadBalancerArn, Protocol: "HTTP", Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: group }],
    });
    listener = made2.ListenerArn;
    await send(ModifyLoadBalancerAttributesCommand, {
      LoadBalancerArn: front.LoadBalancerArn, Attributes: Object.entries({
        "access_logs.s3.enabled": "true", "access_logs.s3.bucket": "front-logs", "access_logs.s3.prefix": "web",
      }).map(([Key, Value]) => ({ Key, Value })),
    });
    const { NetworkInterfaces: feet } = await ec2(DescribeNetworkInterfacesCommand, {
      Filters: [{ Name: "description", Values: ["ELB app/front/*"] }],
    });
    assert.deepEqual(feet.map((it) => it.SubnetId).sort(), [...net.subnets].sort());
    await waitUntilLoadBalancerAvailable(limits, { LoadBalancerArns: [front.LoadBalancerArn] });
    await waitUntilTargetInService(limits, { TargetGroupArn: group });
  },

  async "it carries requests to both, whole"() {
    const texts = new Set();
    for (let i = 0; i < 6; i++) texts.add((await asked(balancer.DNSName)).text);
    assert.deepEqual([...texts].sort(), ["server 0 http ", "server 1 http "]);
    const body = "0123456789".repeat(100_000);
    const { status, text } = await asked(balancer.DNSName, "/", { method: "POST", body });
    assert.equal(status, 200);
    assert.ok(text.endsWith(body));
  },

  async "what it carries is measured"() {
    const of = { LoadBalancer: balancer.LoadBalancerArn.split(":loadbalancer/")[1] };
    const its = { TargetGroup: group.split(":").at(-1), ...of };
    const counted = async (metric, where = of) => sum(await values("AWS/ApplicationELB", metric, where, "Sum"));
    await until("seven requests", async () => await counted("RequestCount") === 7);
    await until("seven answers", async () => await counted("HTTPCode_Target_2XX_Count") === 7);
    await until("two healthy targets", async () =>
      (await values("AWS/ApplicationELB", "HealthyHostCount", its)).includes(2));
    assert.equal(await counted("HTTPCode_Target_5XX_Count"), 0);
    assert.equal(await counted("RequestCountPerTarget", { TargetGroup: its.TargetGroup }), 3.5);
  },

  async "rules come before the default"() {
    await send(CreateRuleCommand, {
      ListenerArn: listener, Priority: 10, Conditions: [{ Field: "path-pattern", Values: ["/teapot/*"] }],
      Actions: [{
        Type: "fixed-response",
        FixedResponseConfig: { StatusCode: "418", ContentType: "text/plain", MessageBody: "short and stout" },
      }],
    });
    await send(CreateRuleCommand, {
      ListenerArn: listener, Priority: 20, Conditions: [{ Field: "host-header", Values: ["old.*"] }],
      Actions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }],
    });
    await until("the rule to be in force", async () => (await asked(balancer.DNSName, "/teapot/1")).status === 418);
    assert.equal((await asked(balancer.DNSName, "/teapot/1")).text, "short and stout");
    await fails(send(CreateRuleCommand, {
      ListenerArn: listener, Priority: 20, Conditions: [{ Field: "path-pattern", Values: ["/x"] }],
      Actions: [{ Type: "forward", TargetGroupArn: group }],
    }), "PriorityInUseException", 400);
  },

  async "a client comes back to its target"() {
    await send(ModifyTargetGroupAttributesCommand, {
      TargetGroupArn: group, Attributes: [
        { Key: "stickiness.enabled", Value: "true" }, { Key: "stickiness.type", Value: "lb_cookie" },
      ],
    });
    const first = await until("a cookie", async () => {
      const answer = await asked(balancer.DNSName);
      return answer.headers["set-cookie"] ? answer : null;
    });
    const Cookie = first.headers["set-cookie"][0].split(";")[0];
    for (let i = 0; i < 5; i++) {
      assert.equal((await asked(balancer.DNSName, "/", { headers: { Cookie } })).text, first.text);
    }
  },

  async "an upgraded connection speaks on"() {
    const { status, socket } = await asked(balancer.DNSName, "/", {
      headers: { Connection: "Upgrade", Upgrade: "shout" },
    });
    assert.equal(status, 101);
    const heard = new Promise((resolve) => socket.once("data", (bytes) => resolve(String(bytes))));
    socket.write("hello");
    assert.equal(await heard, "HELLO");
    socket.destroy();
  },

  async "an instance that stops costs no request"() {
    await ec2(StopInstancesCommand, { InstanceIds: [ids[1]], Force: true });
    for (const end = Date.now() + 5000; Date.now() < end;) {
      assert.equal((await asked(balancer.DNSName)).status, 200);
    }
    await until("its target is unused", async () =>
      (await health()).find((it) => it.Target.Id === ids[1]).TargetHealth.Reason === "Target.InvalidState");
  },

  async "a target that is deregistered drains and goes"() {
    await send(ModifyTargetGroupAttributesCommand, {
      TargetGroupArn: group, Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "2" }],
    });
    await send(DeregisterTargetsCommand, { TargetGroupArn: group, Targets: [{ Id: ids[1] }] });
    assert.equal((await health()).find((it) => it.Target.Id === ids[1])?.TargetHealth.State, "draining");
    await until("one target alone", async () => (await health()).length === 1);
    await fails(send(DeleteTargetGroupCommand, { TargetGroupArn: group }), "ResourceInUseException", 400);
  },

  async "a network load balancer carries connections as they are"() {
    const { TargetGroups: [{ TargetGroupArn }] } = await send(CreateTargetGroupCommand, {
      Name: "wire", Protocol: "TCP", Port: 8080, VpcId: net.VpcId, HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2,
    });
    await send(RegisterTargetsCommand, { TargetGroupArn, Targets: [{ Id: ids[0] }] });
    const { LoadBalancers: [wire] } = await send(CreateLoadBalancerCommand, {
      Name: "wire", Type: "network", Subnets: net.subnets,
    });
    await send(CreateListenerCommand, {
      LoadBalancerArn: wire.LoadBalancerArn, Protocol: "TCP", Port: 8080,
      DefaultActions: [{ Type: "forward", TargetGroupArn }],
    });
    await waitUntilLoadBalancerAvailable(limits, { LoadBalancerArns: [wire.LoadBalancerArn] });
    await waitUntilTargetInService(limits, { TargetGroupArn });
    assert.equal((await asked(wire.DNSName)).text, "server 0 undefined ");
    await send(DeleteLoadBalancerCommand, { LoadBalancerArn: wire.LoadBalancerArn });
    await send(DeleteTargetGroupCommand, { TargetGroupArn });
  },

  async "security groups guard its nodes"() {
    const { GroupId } = await ec2(CreateSecurityGroupCommand, {
      VpcId: net.VpcId, GroupName: "shut", Description: "nobody",
    });
    const guarded = (SecurityGroups) => send(SetSecurityGroupsCommand, {
      LoadBalancerArn: balancer.LoadBalancerArn, SecurityGroups,
    });
    const silent = () => asked(balancer.DNSName, "/", { timeout: 1500 }).then(() => false, () => true);
    await guarded([GroupId]);
    await until("clients to hear nothing", silent);
    await ec2(AuthorizeSecurityGroupIngressCommand, { GroupId, IpPermissions: [{
      IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "0.0.0.0/0" }],
    }] });
    await until("clients to be let in", async () => !await silent());
    assert.equal((await asked(balancer.DNSName)).text, "server 0 http ");
  },

  async "a target whose group lets no node in is unhealthy"() {
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await ec2(RevokeSecurityGroupIngressCommand, { GroupId: net.GroupId, IpPermissions });
    await until("its checks to be late", async () =>
      (await health()).every((it) => it.TargetHealth.Reason === "Target.Timeout"));
    await ec2(AuthorizeSecurityGroupIngressCommand, { GroupId: net.GroupId, IpPermissions });
    await waitUntilTargetInService(limits, { TargetGroupArn: group });
  },

  async "what is deleted is gone"() {
    await send(DeleteListenerCommand, { ListenerArn: listener });
    await send(DeleteLoadBalancerCommand, { LoadBalancerArn: balancer.LoadBalancerArn });
    await fails(
      send(DescribeLoadBalancersCommand, { LoadBalancerArns: [balancer.LoadBalancerArn] }), "LoadBalancerNotFoundException", 400,
    );
    await send(DeleteTargetGroupCommand, { TargetGroupArn: group });
    assert.deepEqual((await send(DescribeLoadBalancersCommand)).LoadBalancers, []);
  },
});
