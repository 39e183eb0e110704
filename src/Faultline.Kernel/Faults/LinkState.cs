namespace Faultline.Kernel.Faults;

/// <summary>What lies on a way on top of what is usual there.</summary>
public readonly record struct LinkState(TimeSpan Mean, TimeSpan Jitter, double Loss, bool Cut)
{
    public static LinkState Usual => default;

    public LinkState With(in LinkState other) => new(
        Mean + other.Mean, Jitter + other.Jitter, 1 - (1 - Loss) * (1 - other.Loss), Cut || other.Cut);
}
