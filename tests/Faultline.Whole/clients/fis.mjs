// Every operation of fault injection that the SDK has, against a server that waits, watches alarms and writes logs.
import {
  CreateExperimentTemplateCommand, CreateTargetAccountConfigurationCommand, DeleteExperimentTemplateCommand,
  DeleteTargetAccountConfigurationCommand, GetActionCommand, GetExperimentCommand,
  GetExperimentTargetAccountConfigurationCommand, GetExperimentTemplateCommand, GetTargetAccountConfigurationCommand,
  GetTargetResourceTypeCommand, ListActionsCommand, ListExperimentResolvedTargetsCommand,
  ListExperimentTargetAccountConfigurationsCommand, ListExperimentTemplatesCommand, ListExperimentsCommand,
  ListTagsForResourceCommand, ListTargetAccountConfigurationsCommand, ListTargetResourceTypesCommand,
  StartExperimentCommand, StopExperimentCommand, TagResourceCommand, UntagResourceCommand,
  UpdateExperimentTemplateCommand, UpdateTargetAccountConfigurationCommand,
} from "@aws-sdk/client-fis";
import { PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CreateLogGroupCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { assert, cloudwatch, fails, fis, logs, run, unique } from "./client.mjs";

const client = fis();
const watch = cloudwatch();
const book = logs();
const send = (Command, input = {}) => client.send(new Command(input));
const account = "000000000000";
const roleArn = `arn:aws:iam::${account}:role/chaos`;
const alarm = unique("errors");
const group = unique("/fis");
let template;
let experiment;

const request = (more = {}) => ({
  description: "rest a while",
  roleArn,
  stopConditions: [{ source: "aws:cloudwatch:alarm", value: `arn:aws:cloudwatch:us-east-1:${account}:alarm:${alarm}` }],
  targets: {
    admins: { resourceType: "aws:iam:role", resourceArns: [`arn:aws:iam::${account}:role/admin`], selectionMode: "ALL" },
  },
  actions: {
    first: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" } },
    second: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" }, startAfter: ["first"] },
  },
  experimentOptions: { accountTargeting: "multi-account" },
  logConfiguration: {
    logSchemaVersion: 2,
    cloudWatchLogsConfiguration: { logGroupArn: `arn:aws:logs:us-east-1:${account}:log-group:${group}:*` },
  },
  tags: { team: "a" },
  ...more,
});

// Looks until the experiment is in one of these states.
const until = async (id, ...statuses) => {
  for (const end = Date.now() + 30_000; ; ) {
    const shown = (await send(GetExperimentCommand, { id })).experiment;
    if (statuses.includes(shown.state.status)) return shown;
    assert.ok(Date.now() < end, `${id} is ${shown.state.status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

await run({
  async "actions and types of targets are listed and shown"() {
    const { actions } = await send(ListActionsCommand);
    assert.ok(actions.some((each) => each.id === "aws:fis:wait"));
    const { action } = await send(GetActionCommand, { id: "aws:fis:wait" });
    assert.equal(action.parameters.duration.required, true);
    await fails(send(GetActionCommand, { id: "aws:fis:nothing" }), "ResourceNotFoundException", 404);
    const { targetResourceTypes } = await send(ListTargetResourceTypesCommand, { maxResults: 5 });
    assert.equal(targetResourceTypes.length, 5);
    const { targetResourceType } = await send(GetTargetResourceTypeCommand, { resourceType: "aws:ec2:subnet" });
    assert.ok(targetResourceType.parameters.vpc);
  },

  async "a template is made, refused, changed and listed"() {
    await fails(
      send(CreateExperimentTemplateCommand, request({
        actions: { a: { actionId: "aws:fis:wait", parameters: { duration: "PT1M" }, targets: { Instances: "admins" } } },
      })),
      "ValidationException", 400);
    template = (await send(CreateExperimentTemplateCommand, request())).experimentTemplate;
    assert.match(template.id, /^EXT/);
    await send(UpdateExperimentTemplateCommand, { id: template.id, description: "rest longer" });
    const shown = (await send(GetExperimentTemplateCommand, { id: template.id })).experimentTemplate;
    assert.equal(shown.description, "rest longer");
    assert.deepEqual(shown.actions.second.startAfter, ["first"]);
    const { experimentTemplates } = await send(ListExperimentTemplatesCommand);
    assert.ok(experimentTemplates.some((each) => each.id === template.id));
  },

  async "tags are put, listed and taken"() {
    const resourceArn = `arn:aws:fis:us-east-1:${account}:experiment-template/${template.id}`;
    await send(TagResourceCommand, { resourceArn, tags: { stage: "test" } });
    const { tags } = await send(ListTagsForResourceCommand, { resourceArn });
    assert.deepEqual(tags, { team: "a", stage: "test" });
    await send(UntagResourceCommand, { resourceArn, tagKeys: ["stage"] });
  },

  async "accounts are kept with the template"() {
    const one = { experimentTemplateId: template.id, accountId: account };
    await send(CreateTargetAccountConfigurationCommand, { ...one, roleArn });
    await send(UpdateTargetAccountConfigurationCommand, { ...one, description: "ours" });
    const { targetAccountConfiguration } = await send(GetTargetAccountConfigurationCommand, one);
    assert.equal(targetAccountConfiguration.description, "ours");
    const other = { ...one, accountId: "444455556666" };
    await send(CreateTargetAccountConfigurationCommand, { ...other, roleArn });
    const listed = await send(ListTargetAccountConfigurationsCommand, { experimentTemplateId: template.id });
    assert.equal(listed.targetAccountConfigurations.length, 2);
    const start = { experimentTemplateId: template.id };
    await fails(send(StartExperimentCommand, start), "ValidationException", 400);
    await send(DeleteTargetAccountConfigurationCommand, other);
  },

  async "an experiment runs, and an alarm stops it"() {
    await book.send(new CreateLogGroupCommand({ logGroupName: group }));
    await watch.send(new PutMetricAlarmCommand({
      AlarmName: alarm, Namespace: "test", MetricName: "m", Statistic: "Sum", Period: 60, EvaluationPeriods: 1,
      Threshold: 1, ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "ignore",
    }));
    const start = { experimentTemplateId: template.id, tags: { run: "1" }, clientToken: unique("start") };
    experiment = (await send(StartExperimentCommand, start)).experiment;
    assert.match(experiment.id, /^EXP/);
    assert.equal((await send(StartExperimentCommand, start)).experiment.id, experiment.id);
    const running = await until(experiment.id, "running");
    assert.equal(running.actions.second.state.status, "pending");
    await watch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: "ALARM", StateReason: "test" }));
    const stopped = await until(experiment.id, "stopped");
    assert.equal(stopped.state.reason, "Experiment halted by stop condition.");
    assert.equal(stopped.actions.second.state.status, "cancelled");
    await watch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: "OK", StateReason: "test" }));
  },

  async "it is listed with its accounts and targets"() {
    const { experiments } = await send(ListExperimentsCommand, { experimentTemplateId: template.id });
    assert.deepEqual(experiments.map((each) => each.id), [experiment.id]);
    const { resolvedTargets } = await send(ListExperimentResolvedTargetsCommand, { experimentId: experiment.id });
    assert.deepEqual(resolvedTargets, []);
    const listed = await send(ListExperimentTargetAccountConfigurationsCommand, { experimentId: experiment.id });
    assert.equal(listed.targetAccountConfigurations.length, 1);
    const one = { experimentId: experiment.id, accountId: account };
    const { targetAccountConfiguration } = await send(GetExperimentTargetAccountConfigurationCommand, one);
    assert.equal(targetAccountConfiguration.description, "ours");
  },

  async "its log says what happened"() {
    const stream = { logGroupName: group, logStreamName: `/aws/fis/${experiment.id}`, startFromHead: true };
    for (const end = Date.now() + 30_000; ; ) {
      const { events } = await book.send(new GetLogEventsCommand(stream));
      const types = events.map((each) => JSON.parse(each.message).log_type);
      if (types.at(-1) === "experiment-end") {
        assert.deepEqual(types, ["experiment-start", "action-start", "action-end", "experiment-end"]);
        return;
      }
      assert.ok(Date.now() < end, types.join());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },

  async "an experiment is stopped by hand, and the template goes"() {
    const again = (await send(StartExperimentCommand, { experimentTemplateId: template.id })).experiment;
    await until(again.id, "running");
    await send(StopExperimentCommand, { id: again.id });
    assert.equal((await until(again.id, "stopped")).actions.first.state.status, "stopped");
    await fails(send(StopExperimentCommand, { id: again.id }), "ValidationException", 400);
    await send(DeleteExperimentTemplateCommand, { id: template.id });
    await fails(send(GetExperimentTemplateCommand, { id: template.id }), "ResourceNotFoundException", 404);
  },
});
