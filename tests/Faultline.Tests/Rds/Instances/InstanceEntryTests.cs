using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;
using Faultline.Store;
using Faultline.Tests.Store;

namespace Faultline.Tests.Rds.Instances;

/// <summary>Instances as they are written down.</summary>
public sealed class InstanceEntryTests
{
    private static readonly DateTimeOffset hour = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task All_that_is_known_of_an_instance_is_there_after_a_kill()
    {
        var row = new InstanceRow("db-ONE", "111122223333", new() { DBInstanceIdentifier = "shop", MultiAZ = true })
        {
            Major = 15,
            Seed = new ClusterSeed.Backup("key") { Archive = "archive", Until = hour },
            AdminPassword = "closed",
            Password = "closed too",
            Members =
            [
                new("db-one-1", "use1-az1", "use1-az1-h1", "127.1.0.1") { Subnet = "subnet-1" },
                new("b", "z", "h", "a"),
            ],
            NextMember = 3,
            Writer = "db-one-1",
            Follows = new("eu-west-1", "db-TWO", "slot"),
            Followers = [new("eu-west-1", "db-THREE", "slot", "arn")],
            InForce = new("default.postgres15", new Dictionary<string, string> { ["work_mem"] = "64" }),
            Restarts = 2,
            Failovers = 1,
            IsStopped = true,
            IsMade = true,
            AppliesNow = true,
            IsPromoted = true,
            Due = hour,
            Heard = 7,
            Announces = "Restored",
            FinalSnapshot = "last",
            KeepsBackups = true,
            Grown = hour,
            Finishes = ["one", "two"],
            LowSince = hour,
            Exhausted = 20,
            IsShut = true,
            Hindrance = "why",
        };
        var disk = new MemoryDisk();
        var book = await Open(disk);
        using (var held = await book.Take(CancellationToken.None))
        {
            held.State.Instances.Put(row);
            await held.Keep();
        }

        using var again = await (await Open(disk.AfterKill())).Take(CancellationToken.None);
        var read = again.State.Instances.Find("db-ONE")!;
        Assert.Equivalent(row, read, strict: true);
        Assert.Equal(row.Seed, read.Seed);
        Assert.True(row.InForce.IsAs(read.InForce));
    }

    private static async Task<RdsBook> Open(MemoryDisk disk) =>
        new(await RegionStore.Open(new("us-east-1", TimeProvider.System, new(7)), disk, new()));
}
