// Every operation of Parameter Store that is built, through the AWS SDK for JavaScript.
import {
  AddTagsToResourceCommand, DeleteParameterCommand, DeleteParametersCommand, DescribeParametersCommand,
  GetParameterCommand, GetParameterHistoryCommand, GetParametersByPathCommand, GetParametersCommand,
  LabelParameterVersionCommand, ListTagsForResourceCommand, PutParameterCommand, RemoveTagsFromResourceCommand,
  SendCommandCommand, UnlabelParameterVersionCommand, paginateGetParametersByPath,
} from "@aws-sdk/client-ssm";
import { assert, fails, run, ssm, unique } from "./client.mjs";

const client = ssm();
const send = (Command, input) => client.send(new Command(input));
const root = `/${unique("shop")}`;
const limit = `${root}/limit`;
const password = `${root}/db/password`;

await run({
  async "a parameter is put, read, and overwritten"() {
    const put = await send(PutParameterCommand, { Name: limit, Type: "String", Value: "5", Tags: [{ Key: "team", Value: "a" }] });
    assert.equal(put.Version, 1);
    assert.equal(put.Tier, "Standard");
    await fails(send(PutParameterCommand, { Name: limit, Type: "String", Value: "6" }), "ParameterAlreadyExists", 400);
    assert.equal((await send(PutParameterCommand, { Name: limit, Value: "6", Overwrite: true })).Version, 2);
    const { Parameter } = await send(GetParameterCommand, { Name: limit });
    assert.equal(Parameter.Value, "6");
    assert.equal(Parameter.ARN, `arn:aws:ssm:us-east-1:000000000000:parameter${limit}`);
    assert.ok(Parameter.LastModifiedDate instanceof Date);
    await fails(send(GetParameterCommand, { Name: `${root}/none` }), "ParameterNotFound", 400);
    await fails(send(PutParameterCommand, { Name: "aws-x", Type: "String", Value: "v" }), "ValidationException", 400);
  },

  async "a secret is open to who wants it"() {
    await send(PutParameterCommand, { Name: password, Type: "SecureString", Value: "hunter2" });
    const closed = await send(GetParameterCommand, { Name: password });
    assert.notEqual(closed.Parameter.Value, "hunter2");
    const { Parameters, InvalidParameters } = await send(GetParametersCommand, { Names: [password, "none"], WithDecryption: true });
    assert.equal(Parameters[0].Value, "hunter2");
    assert.deepEqual(InvalidParameters, ["none"]);
  },

  async "versions have labels"() {
    const labelled = await send(LabelParameterVersionCommand, { Name: limit, ParameterVersion: 1, Labels: ["old", "1st"] });
    assert.deepEqual(labelled.InvalidLabels, ["1st"]);
    assert.equal((await send(GetParameterCommand, { Name: `${limit}:old` })).Parameter.Value, "5");
    const history = await send(GetParameterHistoryCommand, { Name: limit });
    assert.deepEqual(history.Parameters.map((each) => each.Labels), [["old"], []]);
    const gone = await send(UnlabelParameterVersionCommand, { Name: limit, ParameterVersion: 1, Labels: ["old"] });
    assert.deepEqual(gone.RemovedLabels, ["old"]);
    await fails(send(GetParameterCommand, { Name: `${limit}:9` }), "ParameterVersionNotFound", 400);
  },

  async "a hierarchy is read in pages"() {
    const found = [];
    const pages = paginateGetParametersByPath({ client, pageSize: 1 }, { Path: root, Recursive: true });
    for await (const page of pages) found.push(...page.Parameters.map((each) => each.Name));
    assert.deepEqual(found, [password, limit]);
    assert.equal((await send(GetParametersByPathCommand, { Path: root })).Parameters.length, 1);
    const listed = await send(DescribeParametersCommand, {
      ParameterFilters: [{ Key: "Type", Values: ["SecureString"] }, { Key: "Path", Option: "Recursive", Values: [root] }],
    });
    assert.deepEqual(listed.Parameters.map((each) => each.Name), [password]);
  },

  async "tags are put, listed and taken"() {
    const named = { ResourceType: "Parameter", ResourceId: limit };
    await send(AddTagsToResourceCommand, { ...named, Tags: [{ Key: "stage", Value: "test" }] });
    await send(RemoveTagsFromResourceCommand, { ...named, TagKeys: ["team"] });
    assert.deepEqual((await send(ListTagsForResourceCommand, named)).TagList, [{ Key: "stage", Value: "test" }]);
  },

  async "public parameters name images, and what is not built says so"() {
    const Name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    assert.match((await send(GetParameterCommand, { Name })).Parameter.Value, /^ami-/);
    await fails(send(SendCommandCommand, { DocumentName: "AWS-RunShellScript" }), "NotImplemented", 501);
  },

  async "parameters are deleted"() {
    await send(DeleteParameterCommand, { Name: limit });
    const { DeletedParameters, InvalidParameters } = await send(DeleteParametersCommand, { Names: [password, limit] });
    assert.deepEqual([DeletedParameters, InvalidParameters], [[password], [limit]]);
  },
});
