// What an instance is told of itself, asked from inside of it: the metadata service and credentials that sign.
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { assert, run, sts } from "./client.mjs";
import { base64, consoleOf, described, launch, printed, running, runs, send, terminated } from "./lab.mjs";

// Asks from inside the instance, and prints each answer as a line of JSON: its name, its status and its text.
const asks = (...questions) => base64(runs(`
  const endpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  const ask = async (path, options) => {
    const answer = await fetch(endpoint + path, options);
    return [answer.status, await answer.text()];
  };
  (async () => {
    const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
    const [, token] = await ask("/latest/api/token", { method: "PUT", headers: ttl });
    for (const [name, path, version] of ${JSON.stringify(questions)}) {
      const headers = version === 2 ? { "x-aws-ec2-metadata-token": token } : {};
      console.log("asked " + JSON.stringify([name, ...await ask(path, { headers })]));
    }
    console.log("asked all");
  })();
`));

async function told(id) {
  await printed(id, "asked all");
  const lines = (await consoleOf(id)).split("\n").filter((line) => line.startsWith("asked ["));
  return Object.fromEntries(lines.map((line) => JSON.parse(line.slice(6))).map(([name, ...rest]) => [name, rest]));
}

await run({
  async "an instance is told who and where it is, with a token and without"() {
    const meta = "/latest/meta-data/";
    const UserData = asks(
      ["id", `${meta}instance-id`, 2], ["old", `${meta}instance-id`, 1], ["zone", `${meta}placement/availability-zone`, 2],
      ["type", `${meta}instance-type`, 2], ["address", `${meta}local-ipv4`, 2], ["user", "/latest/user-data", 2],
      ["tag", `${meta}tags/instance/Name`, 2], ["document", "/latest/dynamic/instance-identity/document", 2],
      ["nothing", `${meta}no-such-thing`, 2], ["role", `${meta}iam/security-credentials/`, 2],
    );
    const [id] = await launch({
      UserData, InstanceType: "t3.small", MetadataOptions: { InstanceMetadataTags: "enabled" },
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "curious" }] }],
    });
    await running(id);
    const [shown, heard] = [await described(id), await told(id)];
    assert.deepEqual(heard.id, [200, id]);
    assert.deepEqual(heard.old, [200, id]);
    assert.deepEqual(heard.zone, [200, shown.Placement.AvailabilityZone]);
    assert.deepEqual(heard.type, [200, "t3.small"]);
    assert.deepEqual(heard.address, [200, shown.PrivateIpAddress]);
    assert.deepEqual(heard.user, [200, Buffer.from(UserData, "base64").toString()]);
    assert.deepEqual(heard.tag, [200, "curious"]);
    assert.equal(heard.nothing[0], 404);
    assert.equal(heard.role[0], 404);
    const document = JSON.parse(heard.document[1]);
    assert.deepEqual(
      [document.instanceId, document.accountId, document.region, document.privateIp],
      [id, "000000000000", "us-east-1", shown.PrivateIpAddress],
    );
    await send(TerminateInstancesCommand, { InstanceIds: [id] });
    await terminated(id);
  },

  async "where tokens are required, nobody is told anything without"() {
    const [id] = await launch({
      UserData: asks(["without", "/latest/meta-data/instance-id", 1], ["with", "/latest/meta-data/instance-id", 2]),
      MetadataOptions: { HttpTokens: "required" },
    });
    const heard = await told(id);
    assert.equal(heard.without[0], 401);
    assert.deepEqual(heard.with, [200, id]);
    await send(TerminateInstancesCommand, { InstanceIds: [id] });
  },

  async "the credentials of its profile sign calls as the role"() {
    const path = "/latest/meta-data/iam/security-credentials/";
    const [id] = await launch({
      IamInstanceProfile: { Name: "web" },
      UserData: asks(["role", path, 2], ["keys", `${path}web`, 2], ["other", `${path}admin`, 2]),
    });
    const heard = await told(id);
    assert.deepEqual(heard.role, [200, "web"]);
    assert.equal(heard.other[0], 404);
    const keys = JSON.parse(heard.keys[1]);
    assert.equal(keys.Code, "Success");
    assert.ok(new Date(keys.Expiration) > new Date(Date.now() + 3_600_000));
    const credentials = {
      accessKeyId: keys.AccessKeyId, secretAccessKey: keys.SecretAccessKey, sessionToken: keys.Token,
    };
    const caller = await sts({ credentials }).send(new GetCallerIdentityCommand({}));
    assert.equal(caller.Arn, `arn:aws:sts::000000000000:assumed-role/web/${id}`);
    assert.match(caller.UserId, new RegExp(`^AROA[A-Z0-9]+:${id}$`));
    await send(TerminateInstancesCommand, { InstanceIds: [id] });
    await terminated(id);
  },
});
