using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Services;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Measuring;

namespace Faultline.Tests.Rds.Groups;

public sealed class MeterTests
{
    private static readonly DateTimeOffset now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly DatabaseMeter meter = new();
    private readonly RdsState state = new();
    private ClusterView? view = new("db-ONE", ClusterPhase.Available)
    {
        Writer = "w",
        Sight = new Sight(now) { Connections = 3 },
    };

    public MeterTests() => Put(null);

    [Fact]
    public void Connections_and_space_are_told_of_what_answers()
    {
        Assert.Equal(["DatabaseConnections 3", $"FreeStorageSpace {(20L << 30) - 1000}"], Look(null));
        view = view! with { Sight = view.Sight! with { Trouble = "refused" } };
        Assert.Equal([$"FreeStorageSpace {(20L << 30) - 1000}"], Look(null));
        view = view with { Phase = ClusterPhase.FailingOver };
        Assert.Empty(Look(null));
        state.Instances.Put(state.Instances.Find("db-ONE")!.In("storage-full"));
        Assert.Equal(["FreeStorageSpace 0"], Look(null));
        Put(null);
        view = null;
        Assert.Empty(Look(null));
    }

    [Fact]
    public void A_replica_tells_how_far_it_is_behind()
    {
        view = view! with { Lag = TimeSpan.FromSeconds(1.5) };
        Assert.DoesNotContain("ReplicaLag 1.5", Look(null));
        Put(new("us-east-1", "db-TWO", "slot"));
        Assert.Contains("ReplicaLag 1.5", Look(null));
    }

    [Fact]
    public void What_the_processes_used_is_told_from_one_look_to_the_next()
    {
        Assert.DoesNotContain(Look(new(3, TimeSpan.FromSeconds(10), 1 << 20, 0, 0)), IsCpu);
        var second = Look(new(3, TimeSpan.FromSeconds(22), 1 << 20, 6000, 12_000));
        Assert.Contains("CPUUtilization 10", second);
        Assert.Contains("ReadThroughput 100", second);
        Assert.Contains("WriteThroughput 200", second);
        Assert.Contains($"FreeableMemory {(1L << 30) - (1 << 20)}", second);

        // Started again: what it used before is not taken off.
        Assert.DoesNotContain(Look(new(3, TimeSpan.FromSeconds(1), 1 << 20, 0, 0)), IsCpu);
        Assert.Contains("CPUUtilization 5", Look(new(3, TimeSpan.FromSeconds(7), 1 << 20, 0, 0)));
    }

    private static bool IsCpu(string line) => line.StartsWith("CPU", StringComparison.Ordinal);

    private void Put(Following? follows) => state.Instances.Put(new("db-ONE", "111122223333", new()
    {
        DBInstanceIdentifier = "shop",
        DBInstanceClass = "db.t3.micro",
        AllocatedStorage = 20,
    })
    {
        Follows = follows,
    });

    private List<string> Look(TreeUsage? usage)
    {
        var all = meter.Look(state, _ => view, _ => 1000, _ => usage, new(now, TimeSpan.FromMinutes(1)));
        Assert.All(all, each => Assert.Equal(
            "AWS/RDS DBInstanceIdentifier=shop",
            $"{each.Namespace} {each.Dimensions[0].Key}={each.Dimensions[0].Value}"));
        return all.ConvertAll(each => FormattableString.Invariant($"{each.Metric} {each.Values[0].Value}"));
    }
}
