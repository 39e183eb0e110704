using System.Text.Json;
using Faultline.Gateway;
using Faultline.Services.Ec2;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The instances as they are on this machine, <c>/_faultline/instances</c>: where they are reached, and what a program
/// needs that is to run in one.
/// </summary>
internal sealed class InstancesPath(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/instances";

    public async ValueTask<bool> Answers(Exchange exchange)
    {
        if (exchange.Request.Path != Path || !HttpMethods.IsGet(exchange.Request.Method))
        {
            return false;
        }

        var all = await cloud.Machines();
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("instances");
            foreach (var (instance, mark) in all)
            {
                json.WriteStartObject();
                Write(json, instance, mark);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return true;
    }

    private static void Write(Utf8JsonWriter json, RunningInstance instance, (string Name, string Value)? mark)
    {
        json.WriteString("id", instance.Id);
        json.WriteString("account", instance.Account);
        json.WriteString("region", instance.Region);
        json.WriteString("state", instance.State);
        json.WriteString("zone", instance.Zone);
        json.WriteString("host", instance.Host);
        json.WriteString("privateAddress", instance.PrivateAddress);
        json.WriteString("publicAddress", instance.PublicAddress);
        json.WriteString("address", instance.Address);
        json.WriteString("folder", instance.Folder);
        if (instance.Root is { } root)
        {
            json.WriteNumber("process", root);
        }

        json.WriteStartArray("ports");
        foreach (var port in instance.Ports)
        {
            json.WriteNumberValue(port);
        }

        json.WriteEndArray();
        json.WriteStartArray("doors");
        foreach (var (port, at) in instance.Doors)
        {
            json.WriteStartObject();
            json.WriteNumber("port", port);
            json.WriteString("at", at.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("environment");
        foreach (var (name, value) in instance.Environment.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        if (mark is { } sign)
        {
            json.WriteString(sign.Name, sign.Value);
        }

        json.WriteEndObject();
    }
}
