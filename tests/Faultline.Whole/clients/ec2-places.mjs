// Where things can be: regions, zones and instance types.
import {
  DescribeAvailabilityZonesCommand, DescribeInstanceTypeOfferingsCommand, DescribeInstanceTypesCommand,
  DescribeRegionsCommand, DescribeTransitGatewaysCommand, paginateDescribeInstanceTypeOfferings, paginateDescribeInstanceTypes,
} from "@aws-sdk/client-ec2";
import { assert, ec2, fails, run } from "./client.mjs";

const client = ec2();
const send = (Command, input = {}, as = client) => as.send(new Command(input));
const filter = (Name, ...Values) => ({ Filters: [{ Name, Values }] });
const zonesOf = async (account) => (await send(DescribeAvailabilityZonesCommand, {}, ec2({
  credentials: { accessKeyId: account, secretAccessKey: "test" },
}))).AvailabilityZones.map((zone) => `${zone.ZoneName}=${zone.ZoneId}`);

await run({
  async "regions are listed, found by name and filtered"() {
    const { Regions } = await send(DescribeRegionsCommand);
    assert.ok(Regions.length > 30);
    const london = Regions.find((region) => region.RegionName === "eu-west-2");
    assert.equal(london.OptInStatus, "opt-in-not-required");
    assert.match(london.Endpoint, /^ec2\.eu-west-2\.localhost\.localstack\.cloud:\d+$/);
    assert.ok(!JSON.stringify(Regions).includes("amazonaws"));
    const names = async (input) => (await send(DescribeRegionsCommand, input)).Regions.map((region) => region.RegionName);
    assert.deepEqual(await names({ RegionNames: ["us-west-2", "us-east-2"] }), ["us-east-2", "us-west-2"]);
    assert.deepEqual(await names(filter("region-name", "ca-*")), ["ca-central-1", "ca-west-1"]);
    await fails(send(DescribeRegionsCommand, { RegionNames: ["us-moon-1"] }), "InvalidParameterValue", 400);
    const error = await fails(send(DescribeRegionsCommand, filter("moon", "full")), "InvalidParameterValue", 400);
    assert.equal(error.message, "The filter 'moon' is invalid");
    await fails(send(DescribeRegionsCommand, { DryRun: true }), "DryRunOperation", 412);
  },

  async "zones have ids for all and names for each account"() {
    const { AvailabilityZones } = await send(DescribeAvailabilityZonesCommand);
    assert.equal(AvailabilityZones.length, 6);
    for (const zone of AvailabilityZones) {
      assert.equal(zone.State, "available");
      assert.equal(zone.ZoneType, "availability-zone");
      assert.equal(zone.GroupName, "us-east-1-zg-1");
      assert.deepEqual(zone.Messages ?? [], []);
    }
    const orders = [];
    for (const account of ["111111111111", "222222222222", "333333333333", "444444444444"]) {
      orders.push((await zonesOf(account)).join(" "));
    }
    assert.ok(new Set(orders).size > 1, orders.join("\n"));
    assert.equal((await zonesOf("111111111111")).join(" "), orders[0]);
    const one = await send(DescribeAvailabilityZonesCommand, { ZoneIds: ["use1-az3"] });
    assert.deepEqual(one.AvailabilityZones.map((zone) => zone.ZoneId), ["use1-az3"]);
    await fails(send(DescribeAvailabilityZonesCommand, { ZoneNames: ["us-east-1z"] }), "InvalidParameterValue", 400);
  },

  async "instance types have their facts"() {
    const { InstanceTypes: [type, ...more] } = await send(DescribeInstanceTypesCommand, { InstanceTypes: ["m5d.xlarge"] });
    assert.equal(more.length, 0);
    assert.deepEqual(type.VCpuInfo, {
      DefaultVCpus: 4, DefaultCores: 2, DefaultThreadsPerCore: 2, ValidCores: [2], ValidThreadsPerCore: [1, 2],
    });
    assert.equal(type.MemoryInfo.SizeInMiB, 16384);
    assert.deepEqual(type.ProcessorInfo, {
      SupportedArchitectures: ["x86_64"], SustainedClockSpeedInGhz: 3.1, Manufacturer: "Intel",
    });
    assert.deepEqual(type.InstanceStorageInfo, {
      TotalSizeInGB: 150, Disks: [{ SizeInGB: 150, Count: 1, Type: "ssd" }], NvmeSupport: "required", EncryptionSupport: "required",
    });
    assert.equal(type.NetworkInfo.NetworkPerformance, "Up to 10 Gigabit");
    assert.equal(type.EbsInfo.EbsOptimizedInfo.BaselineThroughputInMBps, 143.75);
    assert.equal(type.Hypervisor, "nitro");
    await fails(send(DescribeInstanceTypesCommand, { InstanceTypes: ["t9.huge"] }), "InvalidInstanceType", 400);
  },

  async "instance types come in pages"() {
    const names = [];
    for await (const page of paginateDescribeInstanceTypes({ client, pageSize: 50 }, filter("current-generation", "true"))) {
      names.push(...page.InstanceTypes.map((type) => type.InstanceType));
    }
    assert.ok(names.length > 200);
    assert.equal(new Set(names).size, names.length);
    await fails(send(DescribeInstanceTypesCommand, { MaxResults: 4 }), "InvalidParameterValue", 400);
    await fails(send(DescribeInstanceTypesCommand, { MaxResults: 101 }), "InvalidParameterValue", 400);
    await fails(send(DescribeInstanceTypesCommand, { NextToken: "made-up" }), "InvalidParameterValue", 400);
  },

  async "instance types are offered everywhere"() {
    const offered = [];
    const asked = { LocationType: "availability-zone", ...filter("instance-type", "t3.*") };
    for await (const page of paginateDescribeInstanceTypeOfferings({ client, pageSize: 5 }, asked)) {
      offered.push(...page.InstanceTypeOfferings.map((one) => `${one.InstanceType}@${one.Location}`));
    }
    assert.equal(new Set(offered).size, 7 * 6);
    const here = await send(DescribeInstanceTypeOfferingsCommand, filter("instance-type", "m5.large"));
    assert.deepEqual(here.InstanceTypeOfferings, [{ InstanceType: "m5.large", LocationType: "region", Location: "us-east-1" }]);
    await fails(send(DescribeInstanceTypeOfferingsCommand, { LocationType: "planet" }), "InvalidParameterValue", 400);
  },

  async "what is not built says so by name"() {
    const error = await fails(send(DescribeTransitGatewaysCommand), "NotImplemented", 501);
    assert.match(error.message, /ec2:DescribeTransitGateways/);
  },
});
