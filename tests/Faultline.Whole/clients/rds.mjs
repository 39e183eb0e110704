// Databases, with what they are in and who is told, through the AWS SDK for JavaScript and its waiters.
import {
  AddSourceIdentifierToSubscriptionCommand, AddTagsToResourceCommand, CopyDBParameterGroupCommand, CopyOptionGroupCommand,
  CreateDBInstanceCommand, CreateDBInstanceReadReplicaCommand, CreateDBParameterGroupCommand, CreateDBSnapshotCommand,
  CreateDBSubnetGroupCommand, CreateEventSubscriptionCommand, CreateOptionGroupCommand, DeleteDBInstanceCommand,
  DeleteDBParameterGroupCommand, DeleteDBSnapshotCommand, DeleteDBSubnetGroupCommand, DeleteEventSubscriptionCommand,
  DeleteOptionGroupCommand, DescribeAccountAttributesCommand, DescribeCertificatesCommand, DescribeDBEngineVersionsCommand,
  DescribeDBInstancesCommand, DescribeDBLogFilesCommand, DescribeDBMajorEngineVersionsCommand, DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand, DescribeDBSnapshotsCommand, DescribeDBSubnetGroupsCommand, DescribeEngineDefaultParametersCommand,
  DescribeEventCategoriesCommand, DescribeEventSubscriptionsCommand, DescribeEventsCommand, DescribeOptionGroupOptionsCommand,
  DescribeOptionGroupsCommand, DescribeOrderableDBInstanceOptionsCommand, DescribeSourceRegionsCommand,
  DownloadDBLogFilePortionCommand, ListTagsForResourceCommand, ModifyCertificatesCommand, ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand, ModifyDBSubnetGroupCommand, ModifyEventSubscriptionCommand, RebootDBInstanceCommand,
  RemoveSourceIdentifierFromSubscriptionCommand, RemoveTagsFromResourceCommand, ResetDBParameterGroupCommand,
  RestoreDBInstanceFromDBSnapshotCommand, StartDBInstanceCommand, StopDBInstanceCommand,
  paginateDescribeDBParameters, paginateDescribeOrderableDBInstanceOptions,
  waitUntilDBInstanceAvailable, waitUntilDBInstanceDeleted, waitUntilDBSnapshotAvailable,
} from "@aws-sdk/client-rds";
import { DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { assert, ec2, fails, rds, run, unique } from "./client.mjs";

const client = rds();
const send = (Command, input = {}) => client.send(new Command(input));
const limits = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 90 };
const [subnets, group, options, name, ears] = ["subnets", "pg", "og", "db", "ears"].map(unique);
const topic = "arn:aws:sns:us-east-1:000000000000:topic";
const password = "correct-horse";

const shown = async (id = name) =>
  (await send(DescribeDBInstancesCommand, { DBInstanceIdentifier: id })).DBInstances[0];
const available = (id = name) => waitUntilDBInstanceAvailable(limits, { DBInstanceIdentifier: id });
const until = async (what, holds) => {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((go) => setTimeout(go, 200))) {
    if (await holds()) return;
  }
  assert.fail(`It never was: ${what}`);
};

await run({
  async "a subnet group covers two zones"() {
    const { Subnets } = await ec2().send(new DescribeSubnetsCommand({}));
    const ids = Subnets.map((each) => each.SubnetId);
    await fails(send(CreateDBSubnetGroupCommand, {
      DBSubnetGroupName: subnets, DBSubnetGroupDescription: "one", SubnetIds: ids.slice(0, 1),
    }), "DBSubnetGroupDoesNotCoverEnoughAZs", 400);
    const made = await send(CreateDBSubnetGroupCommand, {
      DBSubnetGroupName: subnets, DBSubnetGroupDescription: "two", SubnetIds: ids.slice(0, 2), Tags: [{ Key: "a", Value: "1" }],
    });
    assert.equal(made.DBSubnetGroup.Subnets.length, 2);
    await send(ModifyDBSubnetGroupCommand, { DBSubnetGroupName: subnets, SubnetIds: ids.slice(0, 3) });
    const { DBSubnetGroups } = await send(DescribeDBSubnetGroupsCommand, { DBSubnetGroupName: subnets });
    assert.equal(DBSubnetGroups[0].Subnets.length, 3);
    await fails(send(DescribeDBSubnetGroupsCommand, { DBSubnetGroupName: "none" }), "DBSubnetGroupNotFoundFault", 404);
  },

  async "a parameter group is changed, copied and put back"() {
    await send(CreateDBParameterGroupCommand, { DBParameterGroupName: group, DBParameterGroupFamily: "postgres15", Description: "own" });
    const set = (...Parameters) => send(ModifyDBParameterGroupCommand, { DBParameterGroupName: group, Parameters });
    await fails(
      set({ ParameterName: "max_connections", ParameterValue: "50", ApplyMethod: "immediate" }), "InvalidParameterCombination", 400);
    await set(
      { ParameterName: "work_mem", ParameterValue: "8192", ApplyMethod: "immediate" },
      { ParameterName: "max_connections", ParameterValue: "60", ApplyMethod: "pending-reboot" });
    const changed = await send(DescribeDBParametersCommand, { DBParameterGroupName: group, Source: "user" });
    assert.deepEqual(changed.Parameters.map((each) => each.ParameterName), ["max_connections", "work_mem"]);
    const all = [];
    for await (const page of paginateDescribeDBParameters({ client, pageSize: 50 }, { DBParameterGroupName: group })) {
      all.push(...page.Parameters);
    }
    assert.ok(all.length > 250);
    const copy = { DBParameterGroupName: `${group}-copy` };
    await send(CopyDBParameterGroupCommand, {
      SourceDBParameterGroupIdentifier: group,
      TargetDBParameterGroupIdentifier: copy.DBParameterGroupName,
      TargetDBParameterGroupDescription: "copy",
    });
    await send(ResetDBParameterGroupCommand, { ...copy, ResetAllParameters: true });
    assert.equal((await send(DescribeDBParametersCommand, { ...copy, Source: "user" })).Parameters?.length ?? 0, 0);
    await send(DeleteDBParameterGroupCommand, copy);
    const { DBParameterGroups } = await send(DescribeDBParameterGroupsCommand);
    assert.ok(DBParameterGroups.some((each) => each.DBParameterGroupName === "default.postgres15"));
    await send(DescribeEngineDefaultParametersCommand, { DBParameterGroupFamily: "postgres15" });
  },

  async "option groups are there, and hold nothing"() {
    const own = { OptionGroupName: options };
    await send(CreateOptionGroupCommand, { ...own, EngineName: "postgres", MajorEngineVersion: "15", OptionGroupDescription: "own" });
    await send(CopyOptionGroupCommand, {
      SourceOptionGroupIdentifier: options, TargetOptionGroupIdentifier: `${options}-copy`, TargetOptionGroupDescription: "copy",
    });
    const { OptionGroupsList } = await send(DescribeOptionGroupsCommand, { EngineName: "postgres" });
    assert.ok(OptionGroupsList.length >= 3);
    assert.equal((await send(DescribeOptionGroupOptionsCommand, { EngineName: "postgres" })).OptionGroupOptions?.length ?? 0, 0);
    await send(DeleteOptionGroupCommand, own);
    await send(DeleteOptionGroupCommand, { OptionGroupName: `${options}-copy` });
    await fails(send(DeleteOptionGroupCommand, own), "OptionGroupNotFoundFault", 404);
  },

  async "what there is to order is told"() {
    const { DBEngineVersions } = await send(DescribeDBEngineVersionsCommand, { Engine: "postgres", DefaultOnly: true });
    assert.equal(DBEngineVersions[0].Engine, "postgres");
    assert.ok((await send(DescribeDBMajorEngineVersionsCommand)).DBMajorEngineVersions.length > 0);
    const found = [];
    const asked = { Engine: "postgres", EngineVersion: DBEngineVersions[0].EngineVersion };
    for await (const page of paginateDescribeOrderableDBInstanceOptions({ client }, asked)) {
      found.push(...page.OrderableDBInstanceOptions);
    }
    assert.ok(found.some((each) => each.DBInstanceClass === "db.t3.micro" && each.AvailabilityZones.length > 1));
    assert.equal((await send(DescribeCertificatesCommand)).Certificates.length, 3);
    await send(ModifyCertificatesCommand, { CertificateIdentifier: "rds-ca-rsa4096-g1" });
    await send(ModifyCertificatesCommand, { RemoveCustomerOverride: true });
    assert.ok((await send(DescribeSourceRegionsCommand)).SourceRegions.length > 3);
    assert.ok((await send(DescribeAccountAttributesCommand)).AccountQuotas.length > 5);
    assert.ok((await send(DescribeEventCategoriesCommand)).EventCategoriesMapList.length > 3);
  },

  async "a database comes up"() {
    await fails(send(CreateDBInstanceCommand, {
      DBInstanceIdentifier: name, Engine: "mysql", DBInstanceClass: "db.t3.micro", AllocatedStorage: 20,
      MasterUsername: "app", MasterUserPassword: password,
    }), "InvalidParameterValue", 400);
    const made = await send(CreateDBInstanceCommand, {
      DBInstanceIdentifier: name, Engine: "postgres", DBInstanceClass: "db.t3.micro", AllocatedStorage: 20,
      MasterUsername: "app", MasterUserPassword: password, DBName: "shop", DBSubnetGroupName: subnets,
      DBParameterGroupName: group, BackupRetentionPeriod: 1,
    });
    assert.equal(made.DBInstance.DBInstanceStatus, "creating");
    await fails(send(DeleteDBSubnetGroupCommand, { DBSubnetGroupName: subnets }), "InvalidDBSubnetGroupStateFault", 400);
    await fails(send(DeleteDBParameterGroupCommand, { DBParameterGroupName: group }), "InvalidDBParameterGroupStateFault", 400);
    await available();
    const instance = await shown();
    assert.ok(instance.Endpoint.Port > 0);
    assert.equal(instance.DBParameterGroups[0].DBParameterGroupName, group);
    assert.equal(instance.DBParameterGroups[0].ParameterApplyStatus, "in-sync");
  },

  async "a subscription wants to hear of it"() {
    const own = { SubscriptionName: ears };
    await send(CreateEventSubscriptionCommand, {
      ...own, SnsTopicArn: topic, SourceType: "db-instance", EventCategories: ["failover"], SourceIds: [name],
    });
    await send(RemoveSourceIdentifierFromSubscriptionCommand, { ...own, SourceIdentifier: name });
    await send(AddSourceIdentifierToSubscriptionCommand, { ...own, SourceIdentifier: name });
    await send(ModifyEventSubscriptionCommand, { ...own, Enabled: false });
    const { EventSubscriptionsList } = await send(DescribeEventSubscriptionsCommand, own);
    assert.deepEqual(EventSubscriptionsList[0].SourceIdsList, [name]);
    await send(DeleteEventSubscriptionCommand, own);
    const { Events } = await send(DescribeEventsCommand, { SourceType: "db-instance", SourceIdentifier: name });
    assert.ok(Events.some((each) => each.Message === "DB instance created"), JSON.stringify(Events));
  },

  async "tags are put, listed and taken"() {
    const ResourceName = (await shown()).DBInstanceArn;
    await send(AddTagsToResourceCommand, { ResourceName, Tags: [{ Key: "a", Value: "1" }, { Key: "b", Value: "2" }] });
    await send(RemoveTagsFromResourceCommand, { ResourceName, TagKeys: ["a"] });
    assert.deepEqual((await send(ListTagsForResourceCommand, { ResourceName })).TagList, [{ Key: "b", Value: "2" }]);
  },

  async "logs are listed and read in parts"() {
    const own = { DBInstanceIdentifier: name };
    const { DescribeDBLogFiles } = await send(DescribeDBLogFilesCommand, own);
    assert.ok(DescribeDBLogFiles.length > 0);
    const LogFileName = DescribeDBLogFiles[0].LogFileName;
    const whole = (await send(DownloadDBLogFilePortionCommand, { ...own, LogFileName, Marker: "0" })).LogFileData;
    let [text, Marker, part] = ["", "0", null];
    do {
      part = await send(DownloadDBLogFilePortionCommand, { ...own, LogFileName, Marker, NumberOfLines: 3 });
      text += part.LogFileData ?? "";
      Marker = part.Marker;
    } while (part.AdditionalDataPending);
    assert.ok(text.startsWith(whole), "parts make up the file");
    await fails(send(DownloadDBLogFilePortionCommand, { ...own, LogFileName: "error/none" }), "DBLogFileNotFoundFault", 404);
  },

  async "a change waits for a reboot, and a reboot applies it"() {
    await send(ModifyDBParameterGroupCommand, {
      DBParameterGroupName: group,
      Parameters: [{ ParameterName: "max_connections", ParameterValue: "70", ApplyMethod: "pending-reboot" }],
    });
    await until("pending-reboot", async () => (await shown()).DBParameterGroups[0].ParameterApplyStatus === "pending-reboot");
    await send(RebootDBInstanceCommand, { DBInstanceIdentifier: name });
    await available();
    await until("in-sync", async () => (await shown()).DBParameterGroups[0].ParameterApplyStatus === "in-sync");
  },

  async "it is stopped, started and changed"() {
    await send(StopDBInstanceCommand, { DBInstanceIdentifier: name });
    await until("stopped", async () => (await shown()).DBInstanceStatus === "stopped");
    await send(StartDBInstanceCommand, { DBInstanceIdentifier: name });
    await available();
    await send(ModifyDBInstanceCommand, { DBInstanceIdentifier: name, MultiAZ: true, ApplyImmediately: true });
    await until("multi-az", async () => (await shown()).SecondaryAvailabilityZone);
    await available();
    await until("failover", async () => {
      try {
        return await send(RebootDBInstanceCommand, { DBInstanceIdentifier: name, ForceFailover: true });
      } catch (error) {
        assert.equal(error.name, "InvalidDBInstanceStateFault");
        return false;
      }
    });
    await available();
  },

  async "a snapshot becomes another database, and a replica follows"() {
    const snapshot = { DBSnapshotIdentifier: `${name}-kept` };
    await send(CreateDBSnapshotCommand, { ...snapshot, DBInstanceIdentifier: name });
    await waitUntilDBSnapshotAvailable(limits, snapshot);
    assert.equal((await send(DescribeDBSnapshotsCommand, snapshot)).DBSnapshots[0].Status, "available");
    await available();
    await send(RestoreDBInstanceFromDBSnapshotCommand, { ...snapshot, DBInstanceIdentifier: `${name}-again` });
    await send(CreateDBInstanceReadReplicaCommand, { DBInstanceIdentifier: `${name}-replica`, SourceDBInstanceIdentifier: name });
    await available(`${name}-again`);
    await available(`${name}-replica`);
    assert.deepEqual((await shown()).ReadReplicaDBInstanceIdentifiers, [`${name}-replica`]);
  },

  async "everything is deleted"() {
    for (const id of [`${name}-replica`, `${name}-again`, name]) {
      await send(DeleteDBInstanceCommand, { DBInstanceIdentifier: id, SkipFinalSnapshot: true });
      await waitUntilDBInstanceDeleted(limits, { DBInstanceIdentifier: id });
    }
    await send(DeleteDBSnapshotCommand, { DBSnapshotIdentifier: `${name}-kept` });
    await send(DeleteDBSubnetGroupCommand, { DBSubnetGroupName: subnets });
    await send(DeleteDBParameterGroupCommand, { DBParameterGroupName: group });
  },
});
