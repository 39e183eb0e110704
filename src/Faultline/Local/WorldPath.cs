using System.Text.Json;
using Faultline.Gateway;
using Faultline.Kernel.Places;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The map of the world, <c>/_faultline/world</c>: regions, zones, hosts, edge locations, and the services by name;
/// what completion and consoles ask for.
/// </summary>
internal sealed class WorldPath(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/world";

    public bool Answers(Exchange exchange)
    {
        if (exchange.Request.Path != Path || !HttpMethods.IsGet(exchange.Request.Method))
        {
            return false;
        }

        Reply.Json(exchange, Write);
        return true;
    }

    private void Write(Utf8JsonWriter json)
    {
        var atlas = cloud.Around.Atlas;
        json.WriteStartArray("regions");
        foreach (var region in atlas.Regions)
        {
            Write(json, atlas, region);
        }

        json.WriteEndArray();
        Names(json, "edges", atlas.Everything.All(DomainKind.Edge).Select(edge => edge.Name));
        Names(json, "services", cloud.Words.Services);
    }

    private static void Write(Utf8JsonWriter json, Atlas atlas, Domain region)
    {
        json.WriteStartObject();
        json.WriteString("name", region.Name);
        json.WriteString("place", atlas.FactsOf(region).Place);
        json.WriteStartArray("zones");
        foreach (var zone in region.Children)
        {
            var hosts = zone.All(DomainKind.Host).ToArray();
            var size = atlas.SizeOf(hosts[0]);
            json.WriteStartObject();
            json.WriteString("id", zone.Name);
            json.WriteNumber("racks", zone.Children.Count);
            Names(json, "hosts", hosts.Select(host => host.Name));
            json.WriteNumber("vcpusOfHost", size.Vcpus);
            json.WriteNumber("memoryMiBOfHost", size.MemoryMiB);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string member, IEnumerable<string> names)
    {
        json.WriteStartArray(member);
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
