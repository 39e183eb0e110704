using System.Text.Json;
using Faultline.Engines.Balancer;
using Faultline.Gateway;
using Faultline.Services.LoadBalancing;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The load balancers as they are on this machine, <c>/_faultline/balancers</c>: where each node is reached, how it
/// sees its targets, and what has happened at it.
/// </summary>
internal sealed class BalancersPath(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/balancers";

    public async ValueTask<bool> Answers(Exchange exchange)
    {
        if (exchange.Request.Path != Path || !HttpMethods.IsGet(exchange.Request.Method))
        {
            return false;
        }

        var all = await cloud.Balancers();
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("balancers");
            foreach (var balancer in all)
            {
                Write(json, balancer);
            }

            json.WriteEndArray();
        });
        return true;
    }

    private static void Write(Utf8JsonWriter json, RunningBalancer balancer)
    {
        json.WriteStartObject();
        json.WriteString("name", balancer.Name);
        json.WriteString("dns", balancer.Dns);
        json.WriteString("account", balancer.Account);
        json.WriteString("region", balancer.Region);
        json.WriteString("type", balancer.Type);
        json.WriteString("state", balancer.State);
        json.WriteStartArray("nodes");
        foreach (var node in balancer.Nodes)
        {
            Write(json, node, balancer.Listeners);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter json, NodeView node, IReadOnlyList<(int Port, string Protocol)> listeners)
    {
        json.WriteStartObject();
        json.WriteString("zone", node.Zone);
        json.WriteString("address", node.Address.ToString());
        json.WriteBoolean("hasPower", node.IsUp);
        json.WriteBoolean("isInName", node.IsInName);
        json.WriteString("trouble", node.Trouble);
        json.WriteStartArray("listeners");
        foreach (var (port, protocol) in listeners)
        {
            json.WriteStartObject();
            json.WriteNumber("port", port);
            json.WriteString("protocol", protocol);
            json.WriteString("at", node.Ports.TryGetValue(port, out var at) ? $"{node.Address}:{at}" : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, node.Counts);
        json.WriteStartArray("targets");
        foreach (var target in node.Targets)
        {
            json.WriteStartObject();
            json.WriteString("group", target.Group);
            json.WriteString("target", target.Key);
            json.WriteString("health", target.Health.ToString().ToLowerInvariant());
            json.WriteString("reason", target.Reason.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What has happened at a node since it began.</summary>
    private static void Write(Utf8JsonWriter json, Counts? counts)
    {
        if (counts is null)
        {
            return;
        }

        json.WriteStartObject("counts");
        foreach (var what in Enum.GetValues<Count>())
        {
            json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(what.ToString()), counts[what]);
        }

        json.WriteEndObject();
    }
}
