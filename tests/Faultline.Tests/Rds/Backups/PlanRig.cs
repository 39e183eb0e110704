using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Tests.Rds.Backups;

/// <summary>
/// One database in a state without a store, whose backups are planned at the hour that the test sets and are taken when
/// the test says so.
/// </summary>
internal sealed class PlanRig
{
    public const string Account = "111122223333";
    public const string Region = "us-east-1";
    public const string Id = "db-ONE";

    private readonly Dice dice = new(7);

    public PlanRig(int retention = 2) => Put(new(Id, Account, new()
    {
        DBInstanceIdentifier = "shop",
        DBInstanceArn = $"arn:aws:rds:{Region}:{Account}:db:shop",
        DbiResourceId = Id,
        DBInstanceStatus = Life.Available,
        BackupRetentionPeriod = retention,
        PreferredBackupWindow = "03:00-03:30",
        Engine = "postgres",
        EngineVersion = "15.18",
        AllocatedStorage = 20,
        DBInstanceClass = "db.t4g.micro",
        MasterUsername = "postgres",
    })
    {
        IsMade = true,
    });

    public RdsState State { get; } = new();

    public Shelf Shelf { get; } = new();

    public ClusterPhase Phase { get; set; } = ClusterPhase.Available;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 10, 0, 0, TimeSpan.Zero);

    public InstanceRow Instance => State.Instances.Find(Id)!;

    public AutomatedBackupRow? Backup => State.AutomatedBackups.Find(Id);

    /// <summary>The snapshots by name, with their statuses.</summary>
    public string Snapshots => string.Join(
        ", ", State.Snapshots.All.Select(row => $"{row.Name} {row.Shown.Status}").Order(StringComparer.Ordinal));

    public void Put(InstanceRow row) => State.Instances.Put(row);

    public void Change(Action<DBInstance> change) => Put(Instance.With(change));

    /// <summary>One look; says when the next is due.</summary>
    public DateTimeOffset? Plan()
    {
        var plan = new BackupPlan(Region, View, Shelf, Now, dice);
        plan.Step(State);
        return plan.Next;
    }

    public List<BackupJob> Jobs() => BackupJobs.Of(State, Shelf, View);

    /// <summary>What is being taken is there now, and archived from then on.</summary>
    public void Take()
    {
        foreach (var row in State.Snapshots.All.Where(row => row.Is(NewSnapshot.Creating)).ToList())
        {
            Shelf.Put(row.Backup, Now);
            NewSnapshot.Done(State, row, Region, Now);
        }

        if (Shelf.Archive(Id) is null)
        {
            Shelf.PutArchive(Id, Now - TimeSpan.FromMinutes(1), Now);
        }

        Plan();
    }

    /// <summary>Plans and takes at that hour, and is archived up to it.</summary>
    public void Live(DateTimeOffset hour)
    {
        Now = hour;
        Plan();
        Take();
        Shelf.PutArchive(Id, Shelf.Archive(Id)!.From, hour);
    }

    private ClusterView? View(string name) => name == Id ? new(name, Phase) : null;
}
