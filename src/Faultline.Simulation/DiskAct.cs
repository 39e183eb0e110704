namespace Faultline.Simulation;

/// <summary>What a disk is asked to do that can fail.</summary>
internal enum DiskAct
{
    /// <summary>Changes a file, its length or a name.</summary>
    Write,

    /// <summary>Makes changes durable.</summary>
    Sync,
}
