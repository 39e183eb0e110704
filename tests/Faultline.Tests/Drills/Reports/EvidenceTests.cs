using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Tests.Drills.Reports;

/// <summary>The folder of a drill: every file in it is known by its hash.</summary>
public sealed class EvidenceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("faultline-evidence-").FullName;

    [Fact]
    public void Every_file_stands_in_the_index_with_its_hash()
    {
        File.WriteAllText(Path.Combine(folder, "ledger-orders.csv"), "1,2,3\n");
        Evidence.Keep(folder, MadeResults.Survived(), ["ledger-orders.csv"]);
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Evidence.Index)));
        var listed = index.RootElement.GetProperty("files").EnumerateArray()
            .ToDictionary(file => file.GetProperty("name").GetString()!,
                file => file.GetProperty("sha256").GetString());
        var there = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path)).Where(name => name != Evidence.Index).Order().ToList();
        Assert.Equal(there, listed.Keys.Order());
        Assert.All(there, name => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name)))), listed[name]));
        Assert.Contains("templates/1-shop.yaml", there);
        Assert.Equal(listed["report.json"], index.RootElement.GetProperty("result").GetString());
    }

    [Fact]
    public void The_page_names_the_hashes_of_the_files_beside_it()
    {
        var files = Evidence.Keep(folder, MadeResults.Survived(), []);
        var page = File.ReadAllText(Path.Combine(folder, Evidence.Page));
        Assert.All(files.Where(file => file.Name != Evidence.Page),
            file => Assert.Contains(file.Sha256, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_result_gives_the_same_evidence()
    {
        var first = Evidence.Keep(folder, MadeResults.Survived(), []);
        Assert.Equal(first, Evidence.Keep(Path.Combine(folder, "again"), MadeResults.Survived(), []));
        Assert.NotEqual(first, Evidence.Keep(Path.Combine(folder, "other"), MadeResults.Survived(12.5), []));
    }

    [Fact]
    public void No_password_of_the_plan_is_in_it()
    {
        Evidence.Keep(folder, MadeResults.Survived(), []);
        Assert.All(Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            path => Assert.DoesNotContain("hunter22", File.ReadAllText(path), StringComparison.Ordinal));
        using var plan = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "plan.json")));
        Assert.Equal("zone-power", plan.RootElement.GetProperty("strikes")[0].GetProperty("fault").GetString());
        Assert.Equal(30, plan.RootElement.GetProperty("objectives").GetProperty("rtoSeconds").GetDouble());
    }

    [Fact]
    public void Of_calls_and_experiments_secrets_are_left_out_and_nothing_else()
    {
        const string Input =
            """{"DBInstanceIdentifier":"a","MasterUserPassword":"hunter22","All":[{"Secret":"hunter22"}]}""";
        var call = new CallStrike(default, "rds", "ModifyDBInstance", Input)
        {
            Then = new("rds", "DescribeDBInstances", Input, "DBInstances[0].Engine", "postgres")
            {
                Keep = ImmutableSortedDictionary<string, string>.Empty.Add("host", "DBInstances[0].Engine"),
            },
        };
        var result = MadeResults.Survived();
        Evidence.Keep(
            folder,
            result with
            {
                Plan = result.Plan with
                {
                    Strikes = [call, new ExperimentStrike(default, Input), new ExperimentStrike(default, "no JSON")],
                },
            },
            []);
        Assert.All(Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            path => Assert.DoesNotContain("hunter22", File.ReadAllText(path), StringComparison.Ordinal));
        using var plan = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "plan.json")));
        var strikes = plan.RootElement.GetProperty("strikes");
        const string Left = """{"DBInstanceIdentifier":"a","MasterUserPassword":"****","All":[{"Secret":"****"}]}""";
        var then = strikes[0].GetProperty("then");
        Assert.Equal(
            [Left, Left, Left, "no JSON"],
            new[]
            {
                strikes[0].GetProperty("input"), then.GetProperty("input"), strikes[1].GetProperty("template"),
                strikes[2].GetProperty("template"),
            }.Select(each => each.GetString()!));
        Assert.Equal("postgres", then.GetProperty("is").GetString());
        Assert.Equal(120, then.GetProperty("withinSeconds").GetInt32());
        Assert.Equal("DBInstances[0].Engine", then.GetProperty("keep").GetProperty("host").GetString());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
