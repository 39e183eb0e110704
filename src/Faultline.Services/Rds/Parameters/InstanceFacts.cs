namespace Faultline.Services.Rds.Parameters;

/// <summary>What formulas in parameters ask of an instance.</summary>
/// <param name="Memory">The memory of its class, in bytes. In AWS what its own processes take is not in it.</param>
internal sealed record InstanceFacts(long Memory, int Vcpus, int StorageGiB = 20, int Port = 5432)
{
    public bool IsReplica { get; init; }

    /// <summary>"Specifying DB parameters", user guide; null for a name that no formula has.</summary>
    public double? ValueOf(string variable) => variable switch
    {
        "DBInstanceClassMemory" => Memory,
        "DBInstanceVCPU" => Vcpus,
        "AllocatedStorage" => StorageGiB * (double)(1L << 30),
        "EndPointPort" => Port,
        "TrueIfReplica" => IsReplica ? 1 : 0,
        _ => null,
    };
}
