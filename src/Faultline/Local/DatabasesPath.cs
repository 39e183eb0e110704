using System.Text.Json;
using Faultline.Gateway;
using Faultline.Services.Rds;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The databases as they are on this machine, <c>/_faultline/databases</c>: where each is reached, who writes, who
/// stands by, and how far a read replica is behind.
/// </summary>
internal sealed class DatabasesPath(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/databases";

    public async ValueTask<bool> Answers(Exchange exchange)
    {
        if (exchange.Request.Path != Path || !HttpMethods.IsGet(exchange.Request.Method))
        {
            return false;
        }

        var all = await cloud.Databases();
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("databases");
            foreach (var database in all)
            {
                Write(json, database);
            }

            json.WriteEndArray();
        });
        return true;
    }

    private static void Write(Utf8JsonWriter json, RunningDatabase database)
    {
        json.WriteStartObject();
        json.WriteString("name", database.Name);
        json.WriteString("id", database.Id);
        json.WriteString("account", database.Account);
        json.WriteString("region", database.Region);
        json.WriteString("status", database.Status);
        json.WriteString("version", database.Version);
        json.WriteString("address", database.Address);
        json.WriteNumber("port", database.Port);
        json.WriteString("zone", database.Zone);
        json.WriteString("standby", database.Standby);
        json.WriteString("source", database.Source);
        if (database.Lag is { } lag)
        {
            json.WriteNumber("lagSeconds", lag.TotalSeconds);
        }
        else
        {
            json.WriteNull("lagSeconds");
        }

        json.WriteStartArray("servers");
        foreach (var server in database.Servers)
        {
            Write(json, server);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunningServer server)
    {
        json.WriteStartObject();
        json.WriteString("key", server.Key);
        json.WriteString("zone", server.Zone);
        json.WriteString("host", server.Host);
        json.WriteString("address", server.Address);
        json.WriteString("state", server.State);
        json.WriteBoolean("isInSync", server.IsInSync);
        if (server.Pid is { } pid)
        {
            json.WriteNumber("pid", pid);
        }
        else
        {
            json.WriteNull("pid");
        }

        json.WriteEndObject();
    }
}
