using Faultline.Api.Ec2;
using Faultline.Api.Rds;
using Faultline.Kernel;
using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Keeping;
using Faultline.Store;
using Faultline.Wire;

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
    private readonly BackupWork backups;

    public Rds(string region, Node node, RegionStore store, Surroundings around, Ec2Api ec2, RdsOptions options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        book = new(store);
        premises = new(region, node, around, ec2);
        backups = new(
            region,
            book,
            node,
            around,
            options.Engines?.Backups,
            null,
            options.Ways,
            name => Elsewhere(name)?.backups,
            static () => { });
    }

    /// <summary>RDS of another region of this cloud that is open; null where there is none.</summary>
    public Func<string, Rds?> Elsewhere { get; set; } = static _ => null;

    /// <summary>For tests that look at what is kept.</summary>
    internal RdsBook Book => book;

    public void Start() => backups.Start();

    public ValueTask DisposeAsync() => backups.DisposeAsync();

    /// <summary>A parameter group has changed: those instances that use it look at it again.</summary>
    private void GroupsChanged()
    {
    }

    private static AwsError Pending(Call call) =>
        new CommonErrors(call.Service, call.Service.Protocols[0]).NotImplemented(call.Operation.Name);
}
