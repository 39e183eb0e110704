namespace Faultline.Services.Ec2.Network;

/// <summary>
/// MaxResults of the operations of the network, as the API reference has it. Without it they list everything.
/// </summary>
internal static class NetworkPages
{
    public static Paging Most { get; } = new(Min: 5, Max: 1000, Unasked: null);

    public static Paging EgressGateways { get; } = new(Min: 5, Max: 255, Unasked: null);

    public static Paging RouteTables { get; } = new(Min: 5, Max: 100, Unasked: null);
}
