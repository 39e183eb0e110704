namespace Faultline.Whole.Instances;

/// <summary>
/// Tests that run instances take turns: instances of two servers would have the same addresses of this machine.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class InstancesCollection
{
    public const string Name = "instances";
}
