namespace Faultline.Whole.Instances;

/// <summary>
/// Tests that play whole architectures, or load what runs, have the machine to themselves, one after another.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class InstancesCollection
{
    public const string Name = "instances";
}
