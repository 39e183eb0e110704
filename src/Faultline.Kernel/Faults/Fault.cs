using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>
/// What fails. It is a record and no more: what it does is taken apart into effects, and no service knows of it.
/// </summary>
public abstract record Fault
{
    public abstract FaultKind Kind { get; }

    /// <summary>What happens, as a sentence without its full stop.</summary>
    public abstract string Says { get; }

    /// <summary>
    /// How long things take to come back once its time is over; a clear ends it at once all the same.
    /// </summary>
    public virtual TimeSpan Aftermath => TimeSpan.Zero;

    /// <summary>What it does at the seams. In its aftermath less and less is left of it.</summary>
    /// <param name="atlas">The world.</param>
    /// <param name="salt">The fault's own number: chooses who belongs to a share.</param>
    /// <param name="left">1 while it is in force; falls to 0 in its aftermath.</param>
    public abstract IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left);
}
