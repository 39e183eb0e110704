using System.Text.Json;
using Faultline.Gateway;
using Faultline.Kernel.Faults;
using Faultline.Services.Ec2;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The instances as they are on this machine, <c>/_faultline/instances</c>: where they are reached, and what a program
/// needs that is to run in one. Below the id of one, it is told what AWS has in mind with it.
/// </summary>
internal sealed class InstancesPath(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/instances";

    public async ValueTask<bool> Answers(Exchange exchange)
    {
        var request = exchange.Request;
        if (request.Path.StartsWith(Path + '/', StringComparison.Ordinal))
        {
            return await Orders(exchange, request.Path[(Path.Length + 1)..].Split('/', 2));
        }

        if (request.Path != Path || !HttpMethods.IsGet(request.Method))
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

    /// <summary>Carries out an order, and answers with the instance as it is then.</summary>
    private async ValueTask<bool> Orders(Exchange exchange, string[] parts)
    {
        if (parts is not [var id, var what])
        {
            return false;
        }

        await exchange.Body.Read(exchange.Features, exchange.Gone);
        var wrong = new List<string>();
        if (InstanceOrders.Read(exchange.Request.Method, what, exchange.Body.Bytes, wrong) is not { } order)
        {
            return false;
        }

        if (wrong.Count > 0)
        {
            Refuse(exchange, StatusCodes.Status400BadRequest, wrong);
            return true;
        }

        try
        {
            if (!await cloud.Order(id, order, CancellationToken.None))
            {
                var ids = (await cloud.Machines()).Select(each => each.Instance.Id);
                Refuse(
                    exchange, StatusCodes.Status404NotFound, [$"There is no instance '{id}'.{Nearest.To(id, ids)}"]);
                return true;
            }
        }
        catch (OrderRefused refused)
        {
            Refuse(exchange, StatusCodes.Status409Conflict, [refused.Message]);
            return true;
        }

        var (instance, mark) = (await cloud.Machines()).FirstOrDefault(each => each.Instance.Id == id);
        Reply.Json(exchange, json =>
        {
            if (instance is not null)
            {
                Write(json, instance, mark);
            }
        });
        return true;
    }

    private static void Refuse(Exchange exchange, int status, IReadOnlyList<string> problems)
    {
        exchange.Response.Status = status;
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("errors");
            foreach (var problem in problems)
            {
                json.WriteStringValue(problem);
            }

            json.WriteEndArray();
        });
    }

    private static void WriteAnnounced(Utf8JsonWriter json, RunningInstance instance)
    {
        json.WriteStartArray("events");
        foreach (var each in instance.Events)
        {
            json.WriteStartObject();
            json.WriteString("id", each.Id);
            json.WriteString("code", each.Code);
            json.WriteString("description", each.Description);
            json.WriteString("notBefore", each.NotBefore);
            json.WriteString("state", each.State);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (instance.Notice is { } notice)
        {
            json.WriteStartObject("interruption");
            json.WriteString("action", instance.NoticeStops ? "stop" : "terminate");
            json.WriteString("time", notice);
            json.WriteEndObject();
        }

        if (instance.Rebalance is { } rebalance)
        {
            json.WriteString("rebalance", rebalance);
        }
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
        WriteAnnounced(json, instance);
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
