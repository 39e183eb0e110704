namespace Faultline.Services.Ec2.Network;

/// <summary>
/// What somebody wants to send: from where, to where, and by which protocol to which port (for ICMP: which type).
/// </summary>
internal sealed record Flow(FlowEnd From, FlowEnd To, string Protocol, int Port)
{
    /// <summary>
    /// The port that answers go to, where it is known. Where it is not, answers must get through to every port that a
    /// client may have taken.
    /// </summary>
    public int? AnswerPort { get; init; }

    /// <summary>
    /// Whether it was let in before, and the groups that let it in remember it: they are not asked again.
    /// </summary>
    public bool IsTracked { get; init; }
}

/// <summary>
/// An end of a flow: an interface, by its primary private address or by another one of its addresses (a public one
/// too), or an address outside the cloud.
/// </summary>
internal sealed record FlowEnd(string? Interface, string? Address)
{
    public static FlowEnd Inside(string interfaceId, string? address = null) => new(interfaceId, address);

    public static FlowEnd Outside(string address) => new(null, address);
}
