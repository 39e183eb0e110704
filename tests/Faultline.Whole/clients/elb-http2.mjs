// An application balancer at HTTPS: HTTP/2 from Node and curl, and calls of gRPC through to a server of gRPC.
import { DescribeCertificateCommand, GetCertificateCommand, RequestCertificateCommand } from "@aws-sdk/client-acm";
import { AuthorizeSecurityGroupIngressCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand, CreateLoadBalancerCommand, CreateRuleCommand, CreateTargetGroupCommand,
  DeleteLoadBalancerCommand, ModifyLoadBalancerAttributesCommand, RegisterTargetsCommand,
  waitUntilLoadBalancerAvailable, waitUntilTargetInService,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import grpc from "@grpc/grpc-js";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import http from "node:http";
import http2 from "node:http2";
import { promisify } from "node:util";
import { acm, assert, elb, ec2, fails, run } from "./client.mjs";
import { until } from "./lab.mjs";

const name = "shop.example.test";
const client = elb();
const certificates = acm();
const machines = ec2();
const send = (Command, input = {}, as = client) => as.send(new Command(input));
const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 60 };
const door = process.env.AWS_ENDPOINT_URL;
const listening = (server) => new Promise((resolve) => {
  server.listen(0, "127.0.0.1", () => resolve(server.address().port));
});
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
const closers = [];
let vpc, subnets, certificate, balancer, listener, at, session;

// Bytes as they are: what gRPC carries is nobody's business here.
const same = (it) => it;
const plain = {
  requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same,
};
const Echo = {
  Once: { path: "/test.Echo/Once", requestStream: false, responseStream: false, ...plain },
  Chat: { path: "/test.Echo/Chat", requestStream: true, responseStream: true, ...plain },
};

async function group(Name, port, more = {}) {
  const { TargetGroups: [made] } = await send(CreateTargetGroupCommand, {
    Name, Protocol: "HTTP", Port: port, TargetType: "ip", VpcId: vpc, HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2, ...more,
  });
  const { TargetGroupArn } = made;
  await send(RegisterTargetsCommand, { TargetGroupArn, Targets: [{ Id: "127.0.0.1", Port: port }] });
  return TargetGroupArn;
}

const rule = (Priority, path, TargetGroupArn) => send(CreateRuleCommand, {
  ListenerArn: listener, Priority, Conditions: [{ Field: "path-pattern", Values: [path] }],
  Actions: [{ Type: "forward", TargetGroupArn }],
});

// One request of HTTP/2 within the session: its answer's fields, body and trailers.
const asked = (path, { method = "GET", body, headers = {} } = {}) => new Promise((resolve, reject) => {
  const stream = session.request({ ":method": method, ":path": path, ":authority": name, ...headers });
  const parts = [];
  let fields, trailers;
  stream.on("response", (it) => { fields = it; });
  stream.on("trailers", (it) => { trailers = it; });
  stream.on("data", (part) => parts.push(part));
  stream.on("end", () => resolve({ status: fields?.[":status"], fields, trailers, body: Buffer.concat(parts) }));
  stream.on("error", reject);
  stream.end(body);
});

const joined = (ca) => new Promise((resolve, reject) => {
  const made = http2.connect(`https://${at}`, { ca, servername: name, maxSessionMemory: 100 });
  made.on("remoteSettings", () => resolve(made));
  made.on("error", reject);
});

await run({
  async "a balancer at HTTPS stands before targets of three versions"() {
    ({ Subnets: subnets } = await send(DescribeSubnetsCommand, {}, machines));
    await send(AuthorizeSecurityGroupIngressCommand, {
      GroupName: "default", IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    }, machines);
    subnets = subnets.slice(0, 2);
    vpc = subnets[0].VpcId;
    const wanted = { DomainName: name, ValidationMethod: "DNS" };
    const { CertificateArn } = await send(RequestCertificateCommand, wanted, certificates);
    await until("the certificate", async () =>
      (await send(DescribeCertificateCommand, { CertificateArn }, certificates)).Certificate.Status === "ISSUED");
    certificate = await send(GetCertificateCommand, { CertificateArn }, certificates);

    const first = http.createServer((request, answer) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        const { "x-forwarded-proto": proto, cookie } = request.headers;
        answer.setHeader("x-seen", `${request.httpVersion} ${proto} ${cookie}`);
        answer.end(Buffer.concat(parts));
      });
    });
    const second = http2.createServer({ maxSessionMemory: 100 });
    second.on("stream", (stream, fields) => {
      stream.respond({ ":status": 200, "x-seen": `2 ${fields["x-forwarded-proto"]}` });
      stream.pipe(stream);
    });
    const third = new grpc.Server();
    third.addService(Echo, {
      Once: (call, done) => call.request.length === 0
        ? done({ code: grpc.status.INVALID_ARGUMENT, details: "nothing was said" })
        : done(null, call.request),
      Chat: (call) => {
        call.on("data", (piece) => call.write(Buffer.from(piece).reverse()));
        call.on("end", () => call.end());
      },
    });
    const port = await promisify(third.bindAsync.bind(third))("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
    closers.push(() => first.close(), () => second.close(), () => third.forceShutdown());
    const groups = [
      await group("first", await listening(first)),
      await group("second", await listening(second), { ProtocolVersion: "HTTP2" }),
      await group("third", port, { ProtocolVersion: "GRPC" }),
    ];
    const { LoadBalancers: [made] } = await send(CreateLoadBalancerCommand, {
      Name: "front", Subnets: subnets.map((it) => it.SubnetId),
    });
    balancer = made;
    const secure = { Protocol: "HTTPS", Port: 443, Certificates: [{ CertificateArn }] };
    await fails(send(CreateListenerCommand, {
      LoadBalancerArn: made.LoadBalancerArn, Protocol: "HTTP", Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn: groups[2] }],
    }), "InvalidConfigurationRequestException", 400);
    const { Listeners: [bound] } = await send(CreateListenerCommand, {
      LoadBalancerArn: made.LoadBalancerArn, ...secure,
      DefaultActions: [{ Type: "forward", TargetGroupArn: groups[0] }],
    });
    listener = bound.ListenerArn;
    await rule(10, "/second/*", groups[1]);
    await rule(20, "/test.Echo/*", groups[2]);
    await waitUntilLoadBalancerAvailable(limits, { LoadBalancerArns: [made.LoadBalancerArn] });
    for (const TargetGroupArn of groups) await waitUntilTargetInService(limits, { TargetGroupArn });
    ({ at } = (await (await fetch(`${door}/_faultline/balancers`)).json()).balancers[0].nodes[0].listeners[0]);
  },

  async "Node speaks HTTP/2 with it, many requests at once"() {
    session = await joined(certificate.CertificateChain);
    assert.equal(session.alpnProtocol, "h2");
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => {
      const body = Buffer.alloc(i * 1000, i);
      return asked(i % 2 ? "/second/x" : "/x", { method: "POST", body, headers: { cookie: "a=b; c=d" } })
        .then((answer) => ({ ...answer, expected: body }));
    }));
    for (const [i, answer] of answers.entries()) {
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, answer.expected);
      assert.equal(answer.fields["x-seen"], i % 2 ? "2 https" : "1.1 https a=b; c=d");
    }
  },

  async "a large body passes whole, either way"() {
    const body = Buffer.alloc(20_000_000, "0123456789");
    for (const path of ["/large", "/second/large"]) {
      const answer = await asked(path, { method: "POST", body });
      assert.equal(digest(answer.body), digest(body));
    }
  },

  async "curl speaks HTTP/2 and HTTP/1.1 with it"() {
    const file = `${process.env.TMPDIR ?? "/tmp"}/faultline-ca-${process.pid}.pem`;
    await fs.writeFile(file, certificate.CertificateChain);
    closers.push(() => fs.rm(file));
    const [host, port] = at.split(":");
    const curl = async (...more) => (await promisify(execFile)("curl", [
      "-sS", "--cacert", file, "--connect-to", `${name}:443:${host}:${port}`, "-d", "hello",
      "-w", " %{http_version} %{http_code}", ...more,
    ])).stdout;
    assert.equal(await curl(`https://${name}/x`), "hello 2 200");
    assert.equal(await curl("--http1.1", `https://${name}/x`), "hello 1.1 200");
    assert.equal(await curl(`https://${name}/second/x`), "hello 2 200");
    assert.match(await curl("--http1.1", `https://${name}/second/x`), / 1\.1 464$/);
  },

  async "gRPC passes, with its statuses and both ways at once"() {
    const Client = grpc.makeGenericClientConstructor(Echo, "Echo");
    const caller = new Client(at, grpc.credentials.createSsl(Buffer.from(certificate.CertificateChain)), {
      "grpc.ssl_target_name_override": name, "grpc.default_authority": name,
    });
    closers.push(() => caller.close());
    const once = promisify(caller.Once.bind(caller));
    assert.equal(String(await once(Buffer.from("hello"))), "hello");
    await assert.rejects(once(Buffer.alloc(0)), { code: grpc.status.INVALID_ARGUMENT, details: "nothing was said" });
    const chat = caller.Chat();
    const heard = [];
    for (const word of ["one", "two", "three"]) {
      const answer = new Promise((resolve, reject) => { chat.once("data", resolve); chat.once("error", reject); });
      chat.write(Buffer.from(word));
      heard.push(String(await answer));
    }
    assert.deepEqual(heard, ["eno", "owt", "eerht"]);
    const status = new Promise((resolve) => chat.on("status", resolve));
    chat.resume();
    chat.end();
    assert.equal((await status).code, grpc.status.OK);
  },

  async "HTTP/2 is no longer offered once the attribute says so"() {
    await send(ModifyLoadBalancerAttributesCommand, {
      LoadBalancerArn: balancer.LoadBalancerArn, Attributes: [{ Key: "routing.http2.enabled", Value: "false" }],
    });
    await until("only HTTP/1.1 to be offered", async () => {
      try {
        (await joined(certificate.CertificateChain)).destroy();
        return false;
      } catch (refused) {
        return refused;
      }
    });
    assert.equal((await asked("/x", { method: "POST", body: "still there" })).status, 200);
  },

  async "it goes, and its clients are let go"() {
    const closed = new Promise((resolve) => session.once("close", resolve));
    await send(DeleteLoadBalancerCommand, { LoadBalancerArn: balancer.LoadBalancerArn });
    await closed;
    await Promise.all(closers.map((close) => close()));
  },
});
