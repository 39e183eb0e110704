using Faultline.Whole.Instances;
using Faultline.Whole.Postgres;

namespace Faultline.Whole.Drills;

/// <summary>The drills of the examples with the binary, on a server of their own: what the README promises.</summary>
[Collection(InstancesCollection.Name)]
[Trait("Tier", "drills")]
public sealed class ExampleDrillTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("faultline-examples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [PostgresFact]
    public async Task The_shop_over_three_zones_outlives_one_of_them()
    {
        var played = (await Play(Example("shop/lose-a-zone"))).MustSucceed();
        Assert.Contains("PASSED  lose-a-zone", played.Output);
        Assert.True(File.Exists(Path.Combine(folder, "report", "report.html")));
    }

    [PostgresFact]
    public async Task The_shop_in_one_zone_does_not_and_its_report_names_what_was_missed()
    {
        var played = await Play(Example("single-zone/lose-a-zone"));
        Assert.Equal(1, played.Code);
        Assert.Contains("FAILED  lose-a-zone", played.Output);
        Assert.Contains("missed  RTO of", played.Output);
    }

    [PostgresFact]
    public Task The_shop_outlives_an_instance() => Shortened("lose-an-instance");

    /// <summary>Simulations know no SQL: this one is played by the binary alone.</summary>
    [PostgresFact]
    public Task The_shop_is_restored_to_before_a_bad_release() => Shortened("bad-deploy-restore");

    private async Task Shortened(string drill)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "shop", $"{drill}.yaml"));
        foreach (var (whole, part) in new[] { ("for: 5s", "for: 2s"), ("before: 10s", "before: 2s"),
            ("after: 10s", "after: 2s") })
        {
            text = text.Replace(whole, part, StringComparison.Ordinal);
        }

        File.Copy(
            Path.Combine(Repository.Root, "examples", "shop", "shop.yaml"), Path.Combine(folder, "shop.yaml"));
        var path = Path.Combine(folder, $"{drill}.yaml");
        await File.WriteAllTextAsync(path, text);
        var played = (await Play(path)).MustSucceed();
        Assert.Contains($"PASSED  {drill}", played.Output);
    }

    private static string Example(string drill) => Path.Combine(Repository.Root, "examples", $"{drill}.yaml");

    private Task<Ended> Play(string file) => Tool.Run(
        Repository.Faultline, ["drill", file, "--timing", "fast", "--report", Path.Combine(folder, "report")]);
}
