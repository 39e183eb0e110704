namespace Faultline.Network;

/// <summary>
/// Somebody on the way of one connection who may let nothing through, as a firewall that remembers no connections.
/// While it is shut nothing arrives and nobody is told; whatever waits goes on once it is open again.
/// </summary>
public sealed class Gate
{
    private volatile bool shut;

    internal event Action? Changed;

    public bool IsShut
    {
        get => shut;
        set
        {
            if (shut != value)
            {
                shut = value;
                Changed?.Invoke();
            }
        }
    }
}
