using Faultline.Whole.Instances;
using Faultline.Whole.Postgres;

namespace Faultline.Whole.Drills;

/// <summary>The drills of the examples with the binary, on a server of their own: what the README promises.</summary>
[Collection(InstancesCollection.Name)]
public sealed class ExampleDrillTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("faultline-examples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [PostgresFact]
    public async Task The_shop_over_three_zones_outlives_one_of_them()
    {
        var played = (await Play("shop/lose-a-zone")).MustSucceed();
        Assert.Contains("PASSED  lose-a-zone", played.Output);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
    }

    [PostgresFact]
    public async Task The_shop_in_one_zone_does_not_and_its_report_names_what_was_missed()
    {
        var played = await Play("single-zone/lose-a-zone");
        Assert.Equal(1, played.Code);
        Assert.Contains("FAILED  lose-a-zone", played.Output);
        Assert.Contains("missed  RTO of", played.Output);
    }

    private Task<Ended> Play(string drill) => Tool.Run(
        Repository.Faultline,
        ["drill", Path.Combine(Repository.Root, "examples", $"{drill}.yaml"), "--timing", "fast", "--report", folder]);
}
