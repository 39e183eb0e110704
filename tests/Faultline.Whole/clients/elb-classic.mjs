// A classic load balancer before instances of two zones: health, cookies, draining, PROXY protocol, and a zone that dies.
import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import {
  AddTagsCommand, AttachLoadBalancerToSubnetsCommand, ConfigureHealthCheckCommand,
  CreateLBCookieStickinessPolicyCommand, CreateLoadBalancerCommand, CreateLoadBalancerListenersCommand,
  CreateLoadBalancerPolicyCommand, DeleteLoadBalancerCommand, DeleteLoadBalancerPolicyCommand,
  DeregisterInstancesFromLoadBalancerCommand, DescribeAccountLimitsCommand, DescribeInstanceHealthCommand,
  DescribeLoadBalancerAttributesCommand, DescribeLoadBalancerPoliciesCommand, DescribeLoadBalancerPolicyTypesCommand,
  DescribeLoadBalancersCommand, DescribeTagsCommand, DetachLoadBalancerFromSubnetsCommand,
  ModifyLoadBalancerAttributesCommand, RegisterInstancesWithLoadBalancerCommand,
  SetLoadBalancerPoliciesForBackendServerCommand, SetLoadBalancerPoliciesOfListenerCommand, waitUntilInstanceInService,
} from "@aws-sdk/client-elastic-load-balancing";
import { DescribeLoadBalancersCommand as DescribeOthersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import http from "node:http";
import net from "node:net";
import { assert, classic, elb, fails, run } from "./client.mjs";
import { base64, launch, network, running, runs, send as ec2, until } from "./lab.mjs";

const client = classic();
const send = (Command, input = {}) => client.send(new Command(input));
const LoadBalancerName = "old";
const of = (Command, input = {}) => send(Command, { LoadBalancerName, ...input });
const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 90 };
const door = new URL(process.env.AWS_ENDPOINT_URL);
let lab, ids, name;

// A server that says its name, and one that says the first line that it hears.
const serves = (text) => base64(runs(`
  const address = process.env.FAULTLINE_ADDRESS;
  require("http").createServer((_, answer) => answer.end("${text}")).listen(8080, address);
  require("net").createServer((socket) => {
    socket.once("data", (bytes) => socket.end(String(bytes).split("\\r\\n")[0]));
    socket.on("error", () => {});
  }).listen(9090, address);
`));

// Asks the balancer by its name at the gateway, as a client does that cannot resolve it.
const asked = (headers = {}) => new Promise((resolve, reject) => {
  const request = http.request({
    host: door.hostname, port: door.port, agent: false, timeout: 20000, headers: { Host: name, ...headers },
  }, (answer) => {
    let text = "";
    answer.on("data", (piece) => { text += piece; });
    answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    answer.on("error", reject);
  });
  request.on("error", reject);
  request.end();
});

const balancers = async () => (await (await fetch(new URL("/_faultline/balancers", door))).json()).balancers;
const nodes = async () => (await balancers())[0].nodes;
const states = async () => Object.fromEntries(
  (await of(DescribeInstanceHealthCommand)).InstanceStates.map((it) => [it.InstanceId, it]));

await run({
  async "a classic load balancer comes up before two instances"() {
    lab = await network();
    ids = (await Promise.all(lab.subnets.map((SubnetId, i) => launch({
      SubnetId, SecurityGroupIds: [lab.GroupId], UserData: serves(`server ${i}`),
    })))).flat();
    await running(...ids);
    const create = {
      Subnets: lab.subnets, SecurityGroups: [lab.GroupId],
      Listeners: [{ Protocol: "http", LoadBalancerPort: 80, InstancePort: 8080 }],
    };
    const { DNSName } = await of(CreateLoadBalancerCommand, create);
    name = DNSName;
    assert.match(name, /^old-\d+\.us-east-1\.elb\.localhost\.localstack\.cloud$/);
    assert.equal((await of(CreateLoadBalancerCommand, create)).DNSName, name);
    create.Listeners[0].InstancePort = 81;
    await fails(of(CreateLoadBalancerCommand, create), "DuplicateAccessPointNameException", 400);
    const { LoadBalancerDescriptions: [made] } = await send(DescribeLoadBalancersCommand);
    assert.equal(made.HealthCheck.Target, "TCP:8080");
    assert.deepEqual(made.ListenerDescriptions[0].Listener, {
      Protocol: "HTTP", LoadBalancerPort: 80, InstanceProtocol: "HTTP", InstancePort: 8080,
    });
    await of(ConfigureHealthCheckCommand, {
      HealthCheck: { Target: "HTTP:8080/", Interval: 5, Timeout: 2, UnhealthyThreshold: 2, HealthyThreshold: 2 },
    });
    const { Instances } = await of(RegisterInstancesWithLoadBalancerCommand, {
      Instances: ids.map((InstanceId) => ({ InstanceId })),
    });
    assert.equal(Instances.length, 2);
    await waitUntilInstanceInService(limits, { LoadBalancerName });
    assert.equal((await states())[ids[0]].ReasonCode, "N/A");
  },

  async "both APIs are at one endpoint"() {
    const { LoadBalancers } = await elb().send(new DescribeOthersCommand({}));
    assert.deepEqual(LoadBalancers, []);
    assert.deepEqual((await balancers()).map((it) => [it.name, it.type, it.dns]), [["old", "classic", name]]);
    const { Limits } = await send(DescribeAccountLimitsCommand);
    assert.deepEqual(Limits.map((it) => `${it.Name} ${it.Max}`), [
      "classic-listeners 100", "classic-load-balancers 20", "classic-registered-instances 1000",
    ]);
    assert.equal((await send(DescribeLoadBalancerPolicyTypesCommand)).PolicyTypeDescriptions.length, 6);
    await fails(
      send(DescribeLoadBalancersCommand, { LoadBalancerNames: ["none"] }), "AccessPointNotFoundException", 400);
  },

  async "nodes keep to their zones until they are let out of them"() {
    const texts = async (node) => {
      const all = new Set();
      for (let i = 0; i < 6; i++) all.add(await (await fetch(`http://${node.listeners[0].at}/`)).text());
      return [...all].sort();
    };
    const [first, second] = await nodes();
    assert.deepEqual([await texts(first), await texts(second)].flat().sort(), ["server 0", "server 1"]);
    await of(ModifyLoadBalancerAttributesCommand, {
      LoadBalancerAttributes: { CrossZoneLoadBalancing: { Enabled: true } },
    });
    await until("one node to send to both", async () => (await texts(first)).length === 2);
    const { LoadBalancerAttributes: shown } = await of(DescribeLoadBalancerAttributesCommand);
    assert.equal(shown.CrossZoneLoadBalancing.Enabled, true);
    assert.equal(shown.ConnectionSettings.IdleTimeout, 60);
  },

  async "a client comes back to its instance by the cookie"() {
    await of(CreateLBCookieStickinessPolicyCommand, { PolicyName: "hour", CookieExpirationPeriod: 3600 });
    await of(SetLoadBalancerPoliciesOfListenerCommand, { LoadBalancerPort: 80, PolicyNames: ["hour"] });
    await fails(of(DeleteLoadBalancerPolicyCommand, { PolicyName: "hour" }), "InvalidConfigurationRequestException", 409);
    const first = await until("a cookie", async () => {
      const answer = await asked();
      return answer.headers["set-cookie"] ? answer : null;
    });
    const Cookie = first.headers["set-cookie"][0].split(";")[0];
    assert.match(Cookie, /^AWSELB=/);
    for (let i = 0; i < 5; i++) assert.equal((await asked({ Cookie })).text, first.text);
    const { PolicyDescriptions: [policy] } = await of(DescribeLoadBalancerPoliciesCommand, { PolicyNames: ["hour"] });
    assert.equal(policy.PolicyAttributeDescriptions[0].AttributeValue, "3600");
  },

  async "instances are told of clients by the PROXY protocol"() {
    await of(CreateLoadBalancerListenersCommand, {
      Listeners: [{ Protocol: "TCP", LoadBalancerPort: 9090, InstancePort: 9090 }],
    });
    await of(CreateLoadBalancerPolicyCommand, {
      PolicyName: "proxy", PolicyTypeName: "ProxyProtocolPolicyType",
      PolicyAttributes: [{ AttributeName: "ProxyProtocol", AttributeValue: "true" }],
    });
    await of(SetLoadBalancerPoliciesForBackendServerCommand, { InstancePort: 9090, PolicyNames: ["proxy"] });
    const at = await until("the listener", async () =>
      (await nodes())[0].listeners.find((it) => it.port === 9090)?.at);
    const [host, port] = at.split(":");
    const line = await until("a PROXY line", () => new Promise((resolve) => {
      let text = "";
      const socket = net.connect(Number(port), host, () => socket.write("hello\r\n"));
      socket.on("data", (bytes) => { text += bytes; });
      socket.on("error", () => resolve(null));
      socket.on("close", () => resolve(text.startsWith("PROXY") ? text : null));
    }));
    assert.match(line, new RegExp(`^PROXY TCP4 127\\.\\S+ ${host.replaceAll(".", "\\.")} \\d+ 9090$`));
  },

  async "an instance that is deregistered drains where that is turned on"() {
    await of(ModifyLoadBalancerAttributesCommand, {
      LoadBalancerAttributes: { ConnectionDraining: { Enabled: true, Timeout: 3 } },
    });
    await of(DeregisterInstancesFromLoadBalancerCommand, { Instances: [{ InstanceId: ids[1] }] });
    assert.match((await states())[ids[1]].Description, /deregistration currently in progress/);
    await until("it is gone", async () => !(ids[1] in await states()));
    await of(RegisterInstancesWithLoadBalancerCommand, { Instances: [{ InstanceId: ids[1] }] });
    await fails(of(RegisterInstancesWithLoadBalancerCommand, {
      Instances: [{ InstanceId: "i-00000000000000000" }],
    }), "InvalidEndPointException", 400);
    await waitUntilInstanceInService(limits, { LoadBalancerName });
  },

  async "a zone without power leaves the name, and the other goes on"() {
    const dead = (await nodes()).find((node) => node.zone === lab.zones[1].ZoneId);
    const fault = await (await fetch(new URL("/_faultline/faults", door), {
      method: "POST", body: JSON.stringify({ kind: "zone-power", zone: dead.zone }),
    })).json();
    await until("its node is out of the name", async () =>
      !(await nodes()).find((node) => node.zone === dead.zone).isInName);
    await until("its instance is out of service", async () => (await states())[ids[1]].State === "OutOfService");
    assert.match((await states())[ids[1]].Description, /UnhealthyThreshold|stopped|terminated/);
    assert.equal((await states())[ids[0]].State, "InService");
    await fetch(new URL(`/_faultline/faults/${fault.id}`, door), { method: "DELETE" });
    await until("both nodes are in the name", async () => (await nodes()).every((node) => node.isInName));
  },

  async "without a healthy instance nobody is asked"() {
    await ec2(StopInstancesCommand, { InstanceIds: ids, Force: true });
    await until("both are out of service", async () =>
      Object.values(await states()).every((it) => it.Description === "Instance is in stopped state."));
    await until("a 503", async () => (await asked()).status === 503);
  },

  async "subnets come and go, the last one stays, and what is deleted is gone"() {
    const Subnets = [lab.subnets[1]];
    assert.deepEqual((await of(DetachLoadBalancerFromSubnetsCommand, { Subnets })).Subnets, [lab.subnets[0]]);
    await until("one node alone", async () => (await nodes()).length === 1);
    await fails(of(DetachLoadBalancerFromSubnetsCommand, { Subnets: [lab.subnets[0]] }),
      "InvalidConfigurationRequestException", 409);
    assert.equal((await of(AttachLoadBalancerToSubnetsCommand, { Subnets })).Subnets.length, 2);
    await send(AddTagsCommand, { LoadBalancerNames: [LoadBalancerName], Tags: [{ Key: "team", Value: "web" }] });
    const { TagDescriptions } = await send(DescribeTagsCommand, { LoadBalancerNames: [LoadBalancerName] });
    assert.deepEqual(TagDescriptions[0].Tags, [{ Key: "team", Value: "web" }]);
    await of(DeleteLoadBalancerCommand);
    await of(DeleteLoadBalancerCommand);
    assert.deepEqual((await send(DescribeLoadBalancersCommand)).LoadBalancerDescriptions, []);
    await until("no balancer is left", async () => (await balancers()).length === 0);
  },
});
