// Every SQS operation through the AWS SDK for JavaScript. The SDK itself checks the MD5 of bodies that it sends and gets.
import {
  AddPermissionCommand, CancelMessageMoveTaskCommand, ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand, CreateQueueCommand, DeleteMessageBatchCommand, DeleteMessageCommand,
  DeleteQueueCommand, GetQueueAttributesCommand, GetQueueUrlCommand, ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand, ListQueuesCommand, ListQueueTagsCommand, PurgeQueueCommand, ReceiveMessageCommand,
  RemovePermissionCommand, SendMessageBatchCommand, SendMessageCommand, SetQueueAttributesCommand,
  StartMessageMoveTaskCommand, TagQueueCommand, UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { assert, fails, run, sqs, unique } from "./client.mjs";

const client = sqs();
const send = (Command, input) => client.send(new Command(input));
const make = async (prefix, Attributes, tags) =>
  (await send(CreateQueueCommand, { QueueName: unique(prefix) + (Attributes?.FifoQueue ? ".fifo" : ""), Attributes, tags })).QueueUrl;
const arn = async (QueueUrl) =>
  (await send(GetQueueAttributesCommand, { QueueUrl, AttributeNames: ["QueueArn"] })).Attributes.QueueArn;
const receive = async (QueueUrl, more = {}) =>
  (await send(ReceiveMessageCommand, { QueueUrl, MaxNumberOfMessages: 10, ...more })).Messages ?? [];

let queue;

await run({
  async "a queue is made, found, listed and described"() {
    const QueueName = unique("orders");
    queue = (await send(CreateQueueCommand, { QueueName, Attributes: { VisibilityTimeout: "45" }, tags: { team: "a" } })).QueueUrl;
    assert.equal(new URL(queue).port, new URL(process.env.AWS_ENDPOINT_URL).port);
    assert.equal((await send(GetQueueUrlCommand, { QueueName })).QueueUrl, queue);
    assert.deepEqual((await send(ListQueuesCommand, { QueueNamePrefix: QueueName })).QueueUrls, [queue]);
    const { Attributes } = await send(GetQueueAttributesCommand, { QueueUrl: queue, AttributeNames: ["All"] });
    assert.equal(Attributes.QueueArn, `arn:aws:sqs:us-east-1:000000000000:${QueueName}`);
    assert.equal(Attributes.VisibilityTimeout, "45");
    assert.equal(Attributes.MessageRetentionPeriod, "345600");
    await send(CreateQueueCommand, { QueueName, Attributes: { VisibilityTimeout: "45" } });
    await fails(send(CreateQueueCommand, { QueueName, Attributes: { VisibilityTimeout: "46" } }), "QueueNameExists", 400);
    await send(SetQueueAttributesCommand, { QueueUrl: queue, Attributes: { VisibilityTimeout: "30" } });
    await fails(send(GetQueueUrlCommand, { QueueName: "never-made" }), "QueueDoesNotExist", 400);
  },

  async "lists of queues come in pages"() {
    const prefix = unique("page");
    for (const i of [1, 2, 3]) await send(CreateQueueCommand, { QueueName: `${prefix}-${i}` });
    const first = await send(ListQueuesCommand, { QueueNamePrefix: prefix, MaxResults: 2 });
    assert.equal(first.QueueUrls.length, 2);
    const second = await send(ListQueuesCommand, { QueueNamePrefix: prefix, MaxResults: 2, NextToken: first.NextToken });
    assert.equal(second.QueueUrls.length, 1);
    assert.equal(second.NextToken, undefined);
  },

  async "tags are put, listed and taken off"() {
    await send(TagQueueCommand, { QueueUrl: queue, Tags: { stage: "test" } });
    assert.deepEqual((await send(ListQueueTagsCommand, { QueueUrl: queue })).Tags, { team: "a", stage: "test" });
    await send(UntagQueueCommand, { QueueUrl: queue, TagKeys: ["team"] });
    assert.deepEqual((await send(ListQueueTagsCommand, { QueueUrl: queue })).Tags, { stage: "test" });
  },

  async "permissions become the queue's policy"() {
    await send(AddPermissionCommand, { QueueUrl: queue, Label: "share", AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] });
    const policy = async () => (await send(GetQueueAttributesCommand, { QueueUrl: queue, AttributeNames: ["Policy"] })).Attributes?.Policy;
    assert.equal(JSON.parse(await policy()).Statement[0].Sid, "share");
    await send(RemovePermissionCommand, { QueueUrl: queue, Label: "share" });
    const left = await policy();
    assert.ok(!left || JSON.parse(left).Statement.length === 0);
  },

  async "a message with attributes is sent, received once, and deleted"() {
    const sent = await send(SendMessageCommand, {
      QueueUrl: queue,
      MessageBody: "håndværk ✓",
      MessageAttributes: {
        colour: { DataType: "String", StringValue: "green" },
        size: { DataType: "Number.int", StringValue: "42" },
        picture: { DataType: "Binary", BinaryValue: new Uint8Array([0, 1, 255]) },
      },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" } },
    });
    const [message, ...more] = await receive(queue, { MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All"] });
    assert.equal(more.length, 0);
    assert.equal(message.MessageId, sent.MessageId);
    assert.equal(message.Body, "håndværk ✓");
    assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
    assert.deepEqual([...message.MessageAttributes.picture.BinaryValue], [0, 1, 255]);
    assert.equal(message.Attributes.ApproximateReceiveCount, "1");
    assert.equal(message.Attributes.AWSTraceHeader, "Root=1-5759e988-bd862e3fe1be46a994272793");
    assert.equal((await receive(queue)).length, 0);
    await send(DeleteMessageCommand, { QueueUrl: queue, ReceiptHandle: message.ReceiptHandle });
  },

  async "visibility set to nothing gives the message back at once"() {
    await send(SendMessageCommand, { QueueUrl: queue, MessageBody: "again" });
    const [first] = await receive(queue);
    await send(ChangeMessageVisibilityCommand, { QueueUrl: queue, ReceiptHandle: first.ReceiptHandle, VisibilityTimeout: 0 });
    const [second] = await receive(queue, { AttributeNames: ["ApproximateReceiveCount"] });
    assert.equal(second.MessageId, first.MessageId);
    assert.equal(second.Attributes.ApproximateReceiveCount, "2");
    await send(DeleteMessageCommand, { QueueUrl: queue, ReceiptHandle: second.ReceiptHandle });
  },

  async "batches succeed and fail entry by entry"() {
    const sent = await send(SendMessageBatchCommand, {
      QueueUrl: queue,
      Entries: [
        { Id: "good", MessageBody: "one" },
        { Id: "late", MessageBody: "two", DelaySeconds: 901 },
        { Id: "also", MessageBody: "three" },
      ],
    });
    assert.deepEqual(sent.Successful.map((entry) => entry.Id).sort(), ["also", "good"]);
    assert.deepEqual(sent.Failed.map((entry) => [entry.Id, entry.SenderFault]), [["late", true]]);
    const got = [];
    while (got.length < 2) got.push(...(await receive(queue, { WaitTimeSeconds: 2 })));
    const changed = await send(ChangeMessageVisibilityBatchCommand, {
      QueueUrl: queue,
      Entries: [
        { Id: "a", ReceiptHandle: got[0].ReceiptHandle, VisibilityTimeout: 60 },
        { Id: "b", ReceiptHandle: "not-a-handle", VisibilityTimeout: 60 },
      ],
    });
    assert.deepEqual(changed.Successful.map((entry) => entry.Id), ["a"]);
    assert.deepEqual(changed.Failed.map((entry) => entry.Id), ["b"]);
    const deleted = await send(DeleteMessageBatchCommand, {
      QueueUrl: queue,
      Entries: got.map((message, i) => ({ Id: `m${i}`, ReceiptHandle: message.ReceiptHandle })),
    });
    assert.equal(deleted.Successful.length, 2);
    await fails(send(SendMessageBatchCommand, { QueueUrl: queue, Entries: [] }), "EmptyBatchRequest", 400);
    const twins = [{ Id: "x", MessageBody: "1" }, { Id: "x", MessageBody: "2" }];
    await fails(send(SendMessageBatchCommand, { QueueUrl: queue, Entries: twins }), "BatchEntryIdsNotDistinct", 400);
  },

  async "a long poll is woken by the message that it waits for"() {
    const waiting = receive(queue, { WaitTimeSeconds: 20 });
    await send(SendMessageCommand, { QueueUrl: queue, MessageBody: "wake" });
    const [message] = await waiting;
    assert.equal(message.Body, "wake");
    await send(DeleteMessageCommand, { QueueUrl: queue, ReceiptHandle: message.ReceiptHandle });
  },

  async "a FIFO queue keeps order in a group and drops duplicates"() {
    const fifo = await make("events", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    const first = await send(SendMessageCommand, { QueueUrl: fifo, MessageBody: "1", MessageGroupId: "g" });
    const twin = await send(SendMessageCommand, { QueueUrl: fifo, MessageBody: "1", MessageGroupId: "g" });
    assert.equal(twin.MessageId, first.MessageId);
    assert.equal(twin.SequenceNumber, first.SequenceNumber);
    await send(SendMessageCommand, { QueueUrl: fifo, MessageBody: "2", MessageGroupId: "g" });
    const [one] = await receive(fifo, { MaxNumberOfMessages: 1, AttributeNames: ["All"] });
    assert.equal(one.Body, "1");
    assert.equal(one.Attributes.MessageGroupId, "g");
    assert.deepEqual(await receive(fifo), [], "the group is locked while its first message is in flight");
    await send(DeleteMessageCommand, { QueueUrl: fifo, ReceiptHandle: one.ReceiptHandle });
    assert.equal((await receive(fifo))[0].Body, "2");
    await fails(send(SendMessageCommand, { QueueUrl: fifo, MessageBody: "3" }), "MissingParameter", 400);
  },

  async "a message received too often goes to the dead letters, and is moved back"() {
    const dead = await make("dead");
    const deadArn = await arn(dead);
    const source = await make("source", {
      VisibilityTimeout: "0",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 }),
    });
    assert.deepEqual((await send(ListDeadLetterSourceQueuesCommand, { QueueUrl: dead })).queueUrls, [source]);
    const { MessageId } = await send(SendMessageCommand, { QueueUrl: source, MessageBody: "poison" });
    assert.equal((await receive(source))[0].MessageId, MessageId);
    assert.deepEqual(await receive(source), []);
    const [letter] = await receive(dead, { AttributeNames: ["All"], VisibilityTimeout: 0 });
    assert.equal(letter.MessageId, MessageId);
    assert.equal(letter.Attributes.DeadLetterQueueSourceArn, await arn(source));
    await send(StartMessageMoveTaskCommand, { SourceArn: deadArn });
    let task;
    do {
      [task] = (await send(ListMessageMoveTasksCommand, { SourceArn: deadArn })).Results;
    } while (task.Status === "RUNNING");
    assert.equal(task.Status, "COMPLETED");
    assert.equal(task.ApproximateNumberOfMessagesMoved, 1);
    // A message that is moved back is a new one to its queue: it has a new id.
    assert.equal((await receive(source, { WaitTimeSeconds: 5 }))[0].Body, "poison");
    await fails(send(CancelMessageMoveTaskCommand, { TaskHandle: Buffer.from("{}").toString("base64") }), "InvalidParameterValue");
  },

  async "a move task under way is cancelled"() {
    const dead = await make("slow-dead");
    const deadArn = await arn(dead);
    await make("slow-source", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 }) });
    for (let i = 0; i < 5; i++) await send(SendMessageCommand, { QueueUrl: dead, MessageBody: `${i}` });
    const other = await arn(await make("elsewhere"));
    const { TaskHandle } = await send(StartMessageMoveTaskCommand, { SourceArn: deadArn, DestinationArn: other, MaxNumberOfMessagesPerSecond: 1 });
    await send(CancelMessageMoveTaskCommand, { TaskHandle });
    const [task] = (await send(ListMessageMoveTasksCommand, { SourceArn: deadArn })).Results;
    assert.match(task.Status, /^CANCELL(ING|ED)$/);
  },

  async "a purged queue is empty, and a deleted one is gone"() {
    await send(SendMessageCommand, { QueueUrl: queue, MessageBody: "rubbish" });
    await send(PurgeQueueCommand, { QueueUrl: queue });
    assert.deepEqual(await receive(queue), []);
    await fails(send(PurgeQueueCommand, { QueueUrl: queue }), "PurgeQueueInProgress");
    await send(DeleteQueueCommand, { QueueUrl: queue });
    await fails(send(SendMessageCommand, { QueueUrl: queue, MessageBody: "late" }), "QueueDoesNotExist");
  },

  async "a message of 1 MiB goes through, and one byte more does not"() {
    const big = await make("big");
    const MessageBody = "m".repeat(1024 * 1024);
    await send(SendMessageCommand, { QueueUrl: big, MessageBody });
    assert.equal((await receive(big))[0].Body.length, MessageBody.length);
    await fails(send(SendMessageCommand, { QueueUrl: big, MessageBody: MessageBody + "m" }), "InvalidParameterValue");
  },
});
