using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The public addresses that lead to an interface, each with its private one: Elastic IP addresses, and those that AWS
/// gave by itself. Pure.
/// </summary>
internal static class Published
{
    public static IEnumerable<(string Public, string Private)> Of(Ec2State state, Owned<NetworkInterface> row)
    {
        foreach (var address in row.Shown.PrivateIpAddresses ?? [])
        {
            var own = address.Association?.PublicIp
                ?? (address.Primary == true ? row.Shown.Association?.PublicIp : null)
                ?? state.Addresses.All.FirstOrDefault(each => each.Shown.NetworkInterfaceId == row.Id
                    && each.Shown.PrivateIpAddress == address.PrivateIpAddress)?.Shown.PublicIp;
            if (own is not null)
            {
                yield return (own, address.PrivateIpAddress!);
            }
        }
    }
}
