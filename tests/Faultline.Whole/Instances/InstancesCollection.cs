namespace Faultline.Whole.Instances;

/// <summary>
/// Tests that run instances take turns: they start many processes, and wait for what becomes of them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class InstancesCollection
{
    public const string Name = "instances";
}
