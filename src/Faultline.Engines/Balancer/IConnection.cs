namespace Faultline.Engines.Balancer;

/// <summary>A client's connection, as the node that has it looks after it.</summary>
internal interface IConnection
{
    /// <summary>Carries until one of the two has enough. Leaves nothing behind.</summary>
    Task Run();

    /// <summary>A tick has passed: what waits for too long is given up.</summary>
    void Glance(int tick);

    void Reset();
}
