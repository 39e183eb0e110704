namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>
/// Where a balancer stands in a zone: the subnet, the zone by its id and by the account's name, and the loopback
/// address at which its node listens. It keeps that for as long as the balancer is in the zone, over every restart.
/// </summary>
internal sealed record Place(string Subnet, string Zone, string ZoneName, string Address);
