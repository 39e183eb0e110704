// Every CloudWatch Logs operation that is built, through the AWS SDK for JavaScript, and the console of an instance.
import {
  CreateLogGroupCommand, CreateLogStreamCommand, DeleteLogGroupCommand, DeleteLogStreamCommand,
  DeleteMetricFilterCommand, DeleteRetentionPolicyCommand, DeleteSubscriptionFilterCommand, DescribeLogGroupsCommand,
  DescribeLogStreamsCommand, DescribeMetricFiltersCommand, DescribeSubscriptionFiltersCommand,
  FilterLogEventsCommand, GetLogEventsCommand, ListLogGroupsCommand, ListTagsForResourceCommand,
  ListTagsLogGroupCommand, PutLogEventsCommand, PutLogGroupDeletionProtectionCommand, PutMetricFilterCommand,
  PutRetentionPolicyCommand, PutSubscriptionFilterCommand, StartQueryCommand, TagLogGroupCommand, TagResourceCommand,
  TestMetricFilterCommand, UntagLogGroupCommand, UntagResourceCommand, paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { RunInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { assert, ec2, fails, logs, run, unique } from "./client.mjs";

const client = logs();
const send = (Command, input) => client.send(new Command(input));
const logGroupName = unique("/app/orders");
const logStreamName = "one";
const named = { logGroupName };
const arn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;
const now = Date.now();

const search = async (filterPattern, more = {}) => {
  const found = [];
  const pages = paginateFilterLogEvents({ client }, { ...named, filterPattern, ...more });
  for await (const page of pages) found.push(...page.events.map((event) => event.message));
  return found;
};

await run({
  async "a group is made, described, listed and protected"() {
    await send(CreateLogGroupCommand, { ...named, tags: { team: "a" } });
    await fails(send(CreateLogGroupCommand, named), "ResourceAlreadyExistsException", 400);
    const [group] = (await send(DescribeLogGroupsCommand, { logGroupNamePrefix: logGroupName })).logGroups;
    assert.equal(group.arn, `${arn}:*`);
    assert.equal(group.logGroupArn, arn);
    assert.equal(group.logGroupClass, "STANDARD");
    const listed = await send(ListLogGroupsCommand, { logGroupNamePattern: "^/app/orders" });
    assert.deepEqual(listed.logGroups.map((each) => each.logGroupArn), [arn]);
    await send(PutLogGroupDeletionProtectionCommand, { logGroupIdentifier: arn, deletionProtectionEnabled: true });
    await fails(send(DeleteLogGroupCommand, named), "ValidationException", 400);
    await send(PutLogGroupDeletionProtectionCommand, { logGroupIdentifier: arn, deletionProtectionEnabled: false });
  },

  async "tags are put and taken in both styles"() {
    await send(TagLogGroupCommand, { ...named, tags: { stage: "test" } });
    await send(TagResourceCommand, { resourceArn: arn, tags: { owner: "b" } });
    const tags = { team: "a", stage: "test", owner: "b" };
    assert.deepEqual((await send(ListTagsLogGroupCommand, named)).tags, tags);
    await fails(send(ListTagsForResourceCommand, { resourceArn: `${arn}:*` }), "ValidationException", 400);
    await send(UntagLogGroupCommand, { ...named, tags: ["stage"] });
    await send(UntagResourceCommand, { resourceArn: arn, tagKeys: ["owner"] });
    assert.deepEqual((await send(ListTagsForResourceCommand, { resourceArn: arn })).tags, { team: "a" });
  },

  async "events are put, and what is too old is named"() {
    await send(CreateLogStreamCommand, { ...named, logStreamName });
    const logEvents = ["ERROR 500 /cart", '{"level": "error", "latency": 120}', "OK 200 /"].map((message, i) => ({ timestamp: now + i, message }));
    const put = await send(PutLogEventsCommand, { ...named, logStreamName, logEvents, sequenceToken: "heard by nobody" });
    assert.equal(put.rejectedLogEventsInfo, undefined);
    const old = await send(PutLogEventsCommand, { ...named, logStreamName, logEvents: [{ timestamp: 1, message: "old" }] });
    assert.equal(old.rejectedLogEventsInfo.tooOldLogEventEndIndex, 1);
    const [stream] = (await send(DescribeLogStreamsCommand, { ...named, orderBy: "LastEventTime" })).logStreams;
    assert.equal(stream.lastEventTimestamp, now + 2);
    assert.equal(stream.arn, `${arn}:log-stream:one`);
    await fails(send(PutLogEventsCommand, { ...named, logStreamName: "none", logEvents }), "ResourceNotFoundException", 400);
  },

  async "tokens lead forward and backward, and stay at the end"() {
    const get = (more) => send(GetLogEventsCommand, { ...named, logStreamName, limit: 2, ...more });
    const first = await get({ startFromHead: true });
    assert.deepEqual(first.events.map((event) => event.message), ["ERROR 500 /cart", '{"level": "error", "latency": 120}']);
    const second = await get({ startFromHead: true, nextToken: first.nextForwardToken });
    assert.deepEqual(second.events.map((event) => event.message), ["OK 200 /"]);
    const end = await get({ startFromHead: true, nextToken: second.nextForwardToken });
    assert.deepEqual(end.events, []);
    assert.equal(end.nextForwardToken, second.nextForwardToken);
    const back = await get({ nextToken: second.nextBackwardToken });
    assert.equal(back.events[0].message, "ERROR 500 /cart");
  },

  async "events are found by terms, fields, JSON and regular expressions"() {
    assert.deepEqual(await search("?ERROR ?OK", { limit: 1 }), ["ERROR 500 /cart", "OK 200 /"]);
    assert.deepEqual(await search("[level = ERROR, code >= 500, ...]"), ["ERROR 500 /cart"]);
    assert.deepEqual(await search('{ $.level = "error" && $.latency > 100 }'), ['{"level": "error", "latency": 120}']);
    assert.deepEqual(await search("%[0-9]{3} /$%"), ["OK 200 /"]);
    assert.equal((await search("", { logGroupName: undefined, logGroupIdentifier: arn })).length, 3);
    await fails(send(FilterLogEventsCommand, { ...named, filterPattern: "Status:" }), "InvalidParameterException", 400);
  },

  async "metric filters are tested, put, described and deleted"() {
    const tested = await send(TestMetricFilterCommand, { filterPattern: "[..., size > 10]", logEventMessages: ["a 5", "b 20"] });
    assert.deepEqual(tested.matches.map((match) => match.extractedValues), [{ $1: "b", $size: "20" }]);
    const metricTransformations = [{ metricName: "Errors", metricNamespace: "App", metricValue: "1", defaultValue: 0 }];
    await send(PutMetricFilterCommand, { ...named, filterName: "errors", filterPattern: "ERROR", metricTransformations });
    assert.equal((await send(DescribeMetricFiltersCommand, named)).metricFilters[0].filterName, "errors");
    await send(DeleteMetricFilterCommand, { ...named, filterName: "errors" });
  },

  async "subscription filters are kept, two at most"() {
    const destinationArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    const put = (filterName) => send(PutSubscriptionFilterCommand, { ...named, filterName, filterPattern: "", destinationArn });
    await put("one");
    await put("two");
    await fails(put("three"), "LimitExceededException", 400);
    await send(DeleteSubscriptionFilterCommand, { ...named, filterName: "one" });
    const { subscriptionFilters } = await send(DescribeSubscriptionFiltersCommand, named);
    assert.deepEqual(subscriptionFilters.map((filter) => filter.filterName), ["two"]);
  },

  async "retention is set and taken away"() {
    await send(PutRetentionPolicyCommand, { ...named, retentionInDays: 7 });
    assert.equal((await send(DescribeLogGroupsCommand, { logGroupNamePrefix: logGroupName })).logGroups[0].retentionInDays, 7);
    await send(DeleteRetentionPolicyCommand, named);
    await fails(send(PutRetentionPolicyCommand, { ...named, retentionInDays: 8 }), "InvalidParameterException", 400);
  },

  async "the console of an instance that is tagged so comes into a group"() {
    const machines = ec2();
    const group = unique("consoles");
    const { Instances: [{ InstanceId }] } = await machines.send(new RunInstancesCommand({
      ImageId: "ami-0fa01000000000003", InstanceType: "t3.micro", MinCount: 1, MaxCount: 1,
      UserData: Buffer.from("#!/bin/sh\necho the sea was still\n").toString("base64"),
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "faultline:logs", Value: group }] }],
    }));
    // The reading of consoles is not called: it is waited for, for as long as only a fault would take.
    const until = Date.now() + 60_000;
    for (let found = []; found.length === 0; ) {
      assert.ok(Date.now() < until, "the console does not come");
      await new Promise((resolve) => setTimeout(resolve, 250));
      try {
        const answer = await send(FilterLogEventsCommand, { logGroupName: group, logStreamNames: [InstanceId], filterPattern: '"the sea was still"' });
        found = answer.events;
      } catch (error) {
        assert.equal(error.name, "ResourceNotFoundException");
      }
    }
    await machines.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
  },

  async "streams and groups are deleted, and Insights is refused by name"() {
    await send(DeleteLogStreamCommand, { ...named, logStreamName });
    assert.deepEqual(await search(""), []);
    const query = { ...named, startTime: 0, endTime: 1, queryString: "fields @message" };
    await fails(send(StartQueryCommand, query), "NotImplemented", 501);
    await send(DeleteLogGroupCommand, named);
    await fails(send(DescribeLogStreamsCommand, named), "ResourceNotFoundException", 400);
  },
});
