using System.Net;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>A number for where a connection comes from: the same for the same.</summary>
internal static class Flow
{
    public static uint Hash(IPEndPoint? from, bool addressOnly)
    {
        var hash = 2166136261u; // FNV-1a.
        foreach (var part in from?.Address.GetAddressBytes() ?? [])
        {
            hash = (hash ^ part) * 16777619;
        }

        return addressOnly || from is null
            ? hash
            : (((hash ^ (uint)(from.Port & 0xFF)) * 16777619) ^ (uint)(from.Port >> 8)) * 16777619;
    }
}
