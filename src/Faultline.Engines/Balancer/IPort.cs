using Faultline.Engines.Balancer.Http;

namespace Faultline.Engines.Balancer;

/// <summary>A port at which a node takes what comes.</summary>
internal interface IPort
{
    /// <summary>What is done with what comes from now on. What is under way does not feel that it changes.</summary>
    ListenerPlan Plan { get; set; }

    /// <summary>It is not one of the balancer's any more: what is under way ends, and nothing follows.</summary>
    bool IsOver { get; set; }

    /// <summary>Where it really listens; null while it does not.</summary>
    int? At { get; }

    /// <summary>Begins to listen; at a free port where the machine keeps this one for others.</summary>
    void Open();

    /// <summary>Listens no longer.</summary>
    Task Close();

    /// <summary>A tick has passed.</summary>
    void Glance(int tick)
    {
    }
}
