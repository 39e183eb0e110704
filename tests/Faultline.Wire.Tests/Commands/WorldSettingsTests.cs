using Faultline.Commands;
using Faultline.Kernel.Places;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What world a server gets, from options and from a file.</summary>
public sealed class WorldSettingsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Without_a_word_it_is_all_of_AWS()
    {
        var (atlas, errors) = Of(new());
        Assert.Empty(errors);
        Assert.Equal(RegionFacts.All, atlas.Regions);
        Assert.Equal(8, atlas.HostsIn("use1-az1"));
    }

    [Fact]
    public void Options_choose_regions_and_hosts()
    {
        var (atlas, errors) = Of(new() { Regions = ["us-east-1,eu-west-1"], Hosts = 3, Capacity = "16x64" });
        Assert.Empty(errors);
        Assert.Equal(["us-east-1", "eu-west-1"], atlas.Regions.Select(region => region.Name));
        Assert.Equal(3, atlas.HostsIn("euw1-az2"));
        Assert.Equal(new HostSize(16, 64 * 1024), atlas.Size);
        Assert.Equal(9 * 3, Atlas.Draw(atlas).Everything.All(DomainKind.Host).Count());
    }

    [Fact]
    public void Everything_wrong_with_options_is_said_with_what_was_meant()
    {
        var (_, errors) = Of(new()
        {
            Regions = ["us-east-1,eu-wset-1"],
            Hosts = 0,
            Capacity = "large",
        });
        Assert.Equal(
            [
                "--regions: there is no region 'eu-wset-1'. Did you mean eu-west-1 or eu-west-2 or eu-west-3?",
                "--hosts is from 1 to 1000 in each zone; not '0'.",
                "--capacity is vCPUs x GiB of a host, as 96x384 (up to 10000x100000); not 'large'.",
            ],
            errors);
    }

    [Fact]
    public void A_file_draws_zones_and_their_hosts()
    {
        var (atlas, errors) = Read("""
            hosts: 2
            capacity: 8x32
            regions:
              us-east-1:
                zones:
                  use1-az4:
                  use1-az1: { hosts: 5, capacity: 96x384 }
              eu-west-1:
                zones: [euw1-az2]
              eu-north-1:
            """);
        Assert.Empty(errors);
        Assert.Equal(
            ["use1-az1", "use1-az4", "euw1-az2", "eun1-az1", "eun1-az2", "eun1-az3"],
            Atlas.Draw(atlas).Zones.Select(zone => zone.Name));
        Assert.Equal(5, atlas.HostsIn("use1-az1"));
        Assert.Equal(2, atlas.HostsIn("use1-az4"));
        Assert.Equal(new HostSize(8, 32 * 1024), atlas.Size);
        Assert.Equal(new HostSize(96, 384 * 1024), atlas.Sizes["use1-az1"]);
    }

    [Fact]
    public void The_command_line_goes_before_the_file_and_zones_keep_their_own()
    {
        File.WriteAllText(file, """
            hosts: 2
            regions:
              us-east-1: { zones: { use1-az1: { hosts: 5 }, use1-az2: } }
              eu-west-1:
            """);
        var (atlas, errors) = Of(new() { World = file, Hosts = 7, Regions = ["us-east-1"] });
        Assert.Empty(errors);
        Assert.Equal(["use1-az1", "use1-az2"], Atlas.Draw(atlas).Zones.Select(zone => zone.Name));
        Assert.Equal(5, atlas.HostsIn("use1-az1"));
        Assert.Equal(7, atlas.HostsIn("use1-az2"));
    }

    [Fact]
    public void Everything_wrong_with_a_file_is_said_with_its_line()
    {
        var (_, errors) = Read("""
            host: 2
            capacity: [8, 32]
            regions:
              us-esat-1:
              us-east-1:
                zones:
                  use1-az7:
                  use1-az1: { hosts: many, disks: 3 }
              eu-west-1: 3
              eu-west-2: { zones: [] }
            """);
        Assert.Equal(
            [
                $"{file}:1: 'host' is unknown here; known are hosts, capacity, regions. Did you mean hosts?",
                $"{file}:2: capacity is vCPUs x GiB of a host, as 96x384 (up to 10000x100000); not '[ 8, 32 ]'.",
                $"{file}:4: there is no region 'us-esat-1'. Did you mean us-east-1 or us-east-2 or us-west-1?",
                $"{file}:7: us-east-1 has no zone 'use1-az7'. Did you mean use1-az1 or use1-az2 or use1-az3?",
                $"{file}:8: hosts is from 1 to 1000 in each zone; not 'many'.",
                $"{file}:8: 'disks' is unknown here; known are hosts, capacity.",
                $"{file}:9: a mapping with zones stands here.",
                $"{file}:10: eu-west-2 has at least one zone.",
            ],
            errors);
    }

    [Theory]
    [InlineData("regions: }", ":1: this is no YAML: ")]
    [InlineData("hosts: 1\nhosts: 2", ":2: this is no YAML: ")]
    [InlineData("hosts: !<> 1", ": this is no YAML: ")]
    [InlineData("hosts: 3\ncapacity: 2x4\nregions:\n  eu-st-1: {zones:1-\nz\n", ": this is no YAML: ")]
    [InlineData("", " holds one document; not 0.")]
    [InlineData("regions:", ":1: a world has at least one region.")]
    [InlineData("just words", ":1: a mapping with hosts, capacity, regions stands here.")]
    public void What_is_no_world_is_refused(string text, string why)
    {
        var (_, errors) = Read(text);
        Assert.Contains(why, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.StartsWith("--world: ", Assert.Single(Of(new() { World = "/no/world.yaml" }).Errors));

    private (AtlasOptions Atlas, IReadOnlyList<string> Errors) Read(string text)
    {
        File.WriteAllText(file, text);
        return Of(new() { World = file });
    }

    private static (AtlasOptions Atlas, IReadOnlyList<string> Errors) Of(UpOptions options)
    {
        var gathering = new UpSettings(_ => null);
        return (gathering.Of(options).Atlas, gathering.Errors);
    }
}
