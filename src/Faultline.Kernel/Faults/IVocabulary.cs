namespace Faultline.Kernel.Faults;

/// <summary>The names of services and operations, which the kernel itself does not know.</summary>
public interface IVocabulary
{
    IReadOnlyCollection<string> Services { get; }

    /// <summary>All operations of a service, built or not.</summary>
    IReadOnlyCollection<string> Operations(string service);

    /// <summary>Those that act.</summary>
    IReadOnlyCollection<OperationFacts> Built(string service);
}

/// <summary>What the gate asks of an operation: whether it is the control plane's, and whether it only reads.</summary>
public readonly record struct OperationFacts(string Name, bool ControlPlane, bool Reads);
