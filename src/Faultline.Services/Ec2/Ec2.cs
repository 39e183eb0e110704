using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Ec2.Storage;
using Faultline.Store;

namespace Faultline.Services.Ec2;

/// <summary>
/// Amazon EC2 in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Ec2 : Ec2Api
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly Ec2Options options;
    private readonly Ec2Book book;
    private readonly VolumeWork storage;

    public Ec2(string region, Node node, RegionStore store, Surroundings around, Ec2Options options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        book = new(store, around, new(region, node, around));
        storage = new(
            book, node, around, options.Engines?.Volumes, name => Elsewhere(name)?.options.Engines?.Volumes,
            () => StorageChanged());
    }

    /// <summary>EC2 of another region of this cloud, by its name; null where there is none.</summary>
    internal Func<string, Ec2?> Elsewhere { get; set; } = static _ => null;

    /// <summary>Hears that volumes changed that somebody may wait for.</summary>
    internal Action StorageChanged { get; set; } = static () => { };

    /// <summary>Hears that an instance is asked to reboot.</summary>
    internal Action MachineChanged { get; set; } = static () => { };

    /// <summary>What makes volumes and takes snapshots.</summary>
    internal VolumeWork Storage => storage;

    /// <summary>EC2 of a region that a caller names as the source of a copy.</summary>
    private Ec2 In(string source) => source == region
        ? this
        : Elsewhere(source) ?? throw Refusal.Value(source, "sourceRegion");
}
