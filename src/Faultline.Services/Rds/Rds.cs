using Faultline.Api.Ec2;
using Faultline.Api.Rds;
using Faultline.Kernel;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Running;
using Faultline.Store;

namespace Faultline.Services.Rds;

/// <summary>
/// Amazon RDS for PostgreSQL in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Rds : RdsApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly RdsBook book;
    private readonly Premises premises;
    private readonly RdsOptions options;
    private readonly Placing placing;
    private readonly Secrets secrets;
    private readonly StorageTimes storage;
    private readonly Tending? tending;
    private readonly BackupWork backups;
    private bool isDisposed;

    public Rds(string region, Node node, RegionStore store, Surroundings around, Ec2Api ec2, RdsOptions options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        book = new(store);
        premises = new(region, node, around, ec2);
        placing = new(region, around, options.AddressShare);
        secrets = new(options.Seal);
        storage = StorageTimes.Of(around.Timing);
        tending = options.Engines is { } engines
            ? new(
                region,
                book,
                node,
                around,
                placing,
                engines,
                new(options.Networks),
                new(book, premises),
                secrets,
                name => Elsewhere(name),
                () => backups!.Tell())
            : null;
        backups = new(
            region,
            book,
            node,
            around,
            options.Engines?.Backups,
            tending?.Clusters,
            options.Ways,
            name => Elsewhere(name)?.backups,
            () => tending?.Tell());
    }

    /// <summary>RDS of another region of this cloud that is open; null where there is none.</summary>
    public Func<string, Rds?> Elsewhere { get; set; } = static _ => null;

    /// <summary>For tests that look at what is kept.</summary>
    internal RdsBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Tending? Tending => tending;

    /// <summary>Brings the databases up that were there when the server last stopped.</summary>
    public void Start()
    {
        tending?.Start();
        backups.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        await backups.DisposeAsync();
        if (tending is not null)
        {
            await tending.DisposeAsync();
        }
    }

    /// <summary>Something of what is wanted, or of the networks around it, has changed.</summary>
    internal void Tell()
    {
        tending?.Tell();
        backups.Tell();
    }

    private Moment Moment(RdsState state, DateTimeOffset now) => new(state, now, node.Dice, region, placing, storage);
}
