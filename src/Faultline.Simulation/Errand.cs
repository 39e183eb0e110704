namespace Faultline.Simulation;

/// <summary>Work that one host does for another, so that a message can say what its caller waits for.</summary>
internal sealed class Errand
{
    public Task? Work { get; set; }
}
