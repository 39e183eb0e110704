using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Services.Rds.Catalog;
using Faultline.Services.Rds.Instances;

namespace Faultline.Tests.Rds.Groups;

public sealed class CatalogTests
{
    private static readonly PostgresVersion[] installed = [new(16, 4, ""), new(15, 18, "")];

    private readonly GroupRig rig = new();

    [Fact]
    public void Versions_are_those_that_are_installed()
    {
        Assert.Equal(["16.4", "15.18"], Versions.Of(installed, "us-east-1", new()).Select(each => each.EngineVersion));
        Assert.Equal("16.4", Assert.Single(Versions.Of(installed, "us-east-1", new() { DefaultOnly = true }))
            .EngineVersion);
        Assert.Equal("15.18", Assert.Single(Versions.Of(
            installed, "us-east-1", new() { DefaultOnly = true, EngineVersion = "15" })).EngineVersion);
        Assert.Empty(Versions.Of(installed, "us-east-1", new() { Engine = "mysql" }));
        var shown = Versions.Of(installed, "us-east-1", new() { DBParameterGroupFamily = "postgres15" }).Single();
        Assert.Equal("arn:aws:rds:us-east-1::engine-version:postgres/15.18", shown.DBEngineVersionArn);
        Assert.Null(shown.SupportedCharacterSets);
        Assert.Equal(2, Versions.Majors(installed).First().SupportedEngineLifecycles!.Count);
    }

    [Fact]
    public void Everything_that_can_be_ordered_is_allowed()
    {
        var all = Orderable.Of(installed, ["us-east-1a", "us-east-1b"], new() { Engine = "postgres" }).ToList();
        Assert.Equal(all.Count, all.Select(Orderable.Key).Distinct().Count());
        Assert.Equal(installed.Length * DbClass.All.Count * StorageRules.All.Count, all.Count);
        all.ForEach(each => ClassRules.Check(each.DBInstanceClass));
        var one = Orderable.Of(
            installed,
            ["us-east-1a"],
            new() { Engine = "postgres", EngineVersion = "15.18", DBInstanceClass = "db.t3.micro" }).ToList();
        Assert.Equal(["gp2", "gp3", "io1", "io2", "standard"], one.Select(each => each.StorageType).Order());
        Assert.False(one[0].MultiAZCapable);
        Assert.Empty(Orderable.Of(installed, [], new() { Engine = "mysql" }));
    }

    [Theory]
    [InlineData("db.t3.micro", 2, 1)]
    [InlineData("db.t4g.medium", 2, 4)]
    [InlineData("db.t3.large", 2, 8)]
    [InlineData("db.m5.24xlarge", 96, 384)]
    [InlineData("db.r6g.xlarge", 4, 32)]
    [InlineData("db.r7g.16xlarge", 64, 512)]
    public void Classes_have_what_they_have_in_aws(string name, int vcpus, int gib) =>
        Assert.Equal(new DbClass(name, vcpus, gib), DbClass.Of(name));

    [Fact]
    public async Task An_account_chooses_which_certificate_new_instances_get()
    {
        Assert.Equal("rds-ca-rsa2048-g1", (await Certificates()).DefaultCertificateForNewLaunches);
        Assert.Equal(
            ["rds-ca-ecc384-g1", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1"],
            (await Certificates()).Certificates!.ConvertAll(each => each.CertificateIdentifier!));
        await Choose("rds-ca-ecc384-g1");
        rig.Reopen();
        var chosen = await Certificates();
        Assert.Equal("rds-ca-ecc384-g1", chosen.DefaultCertificateForNewLaunches);
        Assert.Equal("rds-ca-ecc384-g1", Assert.Single(chosen.Certificates!, each => each.CustomerOverride == true)
            .CertificateIdentifier);
        await GroupRig.Refused("CertificateNotFound", () => Choose("rds-ca-2019"));
        await GroupRig.Refused("InvalidParameterCombination", () => Choose(null));
        await rig.Rds.ModifyCertificates(
            rig.Call("ModifyCertificates"), new() { RemoveCustomerOverride = true }, GroupRig.Ct);
        Assert.Equal("rds-ca-rsa2048-g1", (await Certificates()).DefaultCertificateForNewLaunches);
    }

    [Fact]
    public async Task Quotas_say_what_is_used()
    {
        await rig.Instance("shop");
        await rig.SubnetGroup();
        await rig.ParameterGroup();
        var quotas = (await rig.Rds.DescribeAccountAttributes(
            rig.Call("DescribeAccountAttributes"), new(), GroupRig.Ct)).AccountQuotas!
            .ToDictionary(each => each.AccountQuotaName!, each => $"{each.Used} of {each.Max}");
        Assert.Equal("1 of 40", quotas["DBInstances"]);
        Assert.Equal("20 of 100000", quotas["AllocatedStorage"]);
        Assert.Equal("2 of 20", quotas["SubnetsPerDBSubnetGroup"]);
        Assert.Equal("1 of 50", quotas["DBParameterGroups"]);
    }

    [Fact]
    public async Task Source_regions_are_all_others()
    {
        async Task<List<string>> Regions(string? name = null) => (await rig.Rds.DescribeSourceRegions(
            rig.Call("DescribeSourceRegions"), new() { RegionName = name }, GroupRig.Ct)).SourceRegions!
            .ConvertAll(each => each.RegionName!);

        Assert.DoesNotContain("us-east-1", await Regions());
        Assert.Equal(["us-west-2"], await Regions("us-west-2"));
        await GroupRig.Refused("InvalidParameterValue", () => Regions("nowhere"));
    }

    [Fact]
    public async Task Option_groups_hold_nothing_and_are_there_all_the_same()
    {
        var made = await rig.OptionGroup();
        Assert.Equal("arn:aws:rds:us-east-1:111122223333:og:options", made.OptionGroupArn);
        await GroupRig.Refused("OptionGroupAlreadyExistsFault", () => rig.OptionGroup());
        await GroupRig.Refused("InvalidParameterValue", async () => await rig.Rds.ModifyOptionGroup(
            rig.Call("ModifyOptionGroup"),
            new() { OptionGroupName = "options", OptionsToInclude = [new() { OptionName = "TIMEZONE" }] },
            GroupRig.Ct));
        await GroupRig.Refused("NotImplemented", async () => await rig.Rds.CreateOptionGroup(
            rig.Call("CreateOptionGroup"),
            new()
            {
                OptionGroupName = "other",
                EngineName = "mysql",
                MajorEngineVersion = "8.0",
                OptionGroupDescription = "x",
            },
            GroupRig.Ct));
        await rig.Instance("shop", shown => shown.OptionGroupMemberships = [new() { OptionGroupName = "options" }]);
        await GroupRig.Refused("InvalidOptionGroupStateFault", () => Delete("options"));
        await rig.Instance("shop");
        await Delete("options");
        await GroupRig.Refused("OptionGroupNotFoundFault", () => Delete("options"));
        await GroupRig.Refused("InvalidParameterValue", () => Delete("default:postgres-15"));
    }

    private async Task Delete(string name) => await rig.Rds.DeleteOptionGroup(
        rig.Call("DeleteOptionGroup"), new() { OptionGroupName = name }, GroupRig.Ct);

    private async Task<CertificateMessage> Certificates() => await rig.Rds.DescribeCertificates(
        rig.Call("DescribeCertificates"), new(), GroupRig.Ct);

    private async Task Choose(string? name) => await rig.Rds.ModifyCertificates(
        rig.Call("ModifyCertificates"), new() { CertificateIdentifier = name }, GroupRig.Ct);
}
