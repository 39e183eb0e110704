using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Http;

/// <summary>
/// Writes the head of a request as the target is to see it: as it came, without the fields that are for the next hop
/// only, and with what the balancer has to say of the client.
/// </summary>
internal static class RequestHead
{
    private static ReadOnlySpan<byte> TraceId => "X-Amzn-Trace-Id: "u8;

    public static void Write(
        Head head, ReadOnlySpan<byte> bytes, HttpConfig config, Client client, Node node, bool upgrades, Out into)
    {
        into.Begin(head.Length + 256);
        into.Add(bytes[..head.FirstLineEnd]);
        var (from, at) = (head.FirstLineEnd, head.FirstLineEnd);
        var (forwarded, trace, host) = (default(Field?), default(Field?), default(Field?));
        foreach (var field in head.Fields)
        {
            host = field.Name == FieldName.Host ? field : host;
            forwarded = field.Name == FieldName.ForwardedFor ? field : forwarded;
            trace = field.Name == FieldName.TraceId ? field : trace;
            if (Stays(field, config, client, bytes, upgrades))
            {
                at = field.Line + field.LineLength;
                continue;
            }

            // What stays together is copied together.
            into.Add(bytes[from..at]);
            from = at = field.Line + field.LineLength;
        }

        into.Add(bytes[from..at]);
        if (host is { } said && !Stays(said, config, client, bytes, upgrades))
        {
            ToldHost.Add(said.ValueIn(bytes), client.ListenerPort, into);
        }

        AddForwarded(forwarded, bytes, config, client, into);
        into.Add(client.Tail);
        if (config.Traces)
        {
            AddTrace(trace, bytes, node, into);
        }

        into.Add("\r\n"u8);
    }

    /// <summary>The trace in a head that was written here.</summary>
    public static string TraceIn(ReadOnlySpan<byte> written)
    {
        var value = written[(written.LastIndexOf(TraceId) + TraceId.Length)..];
        return Encoding.Latin1.GetString(value[..value.IndexOf((byte)'\r')]);
    }

    /// <summary>The trace of a request that no target is asked.</summary>
    public static string Trace(Head head, ReadOnlySpan<byte> bytes, Node node)
    {
        var trace = default(Field?);
        foreach (var field in head.Fields)
        {
            trace = field.Name == FieldName.TraceId ? field : trace;
        }

        var into = new Out();
        into.Begin(bytes.Length + 128);
        AddTrace(trace, bytes, node, into);
        var value = TraceIn(into.Written.Span);
        into.Release();
        return value;
    }

    private static bool Stays(
        in Field field, HttpConfig config, Client client, ReadOnlySpan<byte> bytes, bool upgrades) =>
        field.Name switch
        {
            FieldName.Host => config.KeepsHost || ToldHost.Fits(field.ValueIn(bytes), client.ListenerPort),
            FieldName.Other => !config.DropsBadFields || IsGood(field.NameIn(bytes)),
            FieldName.Connection or FieldName.Upgrade => upgrades,
            FieldName.KeepAlive or FieldName.ProxyConnection or FieldName.Expect or FieldName.Te
                or FieldName.Http2Settings or FieldName.ForwardedProto or FieldName.ForwardedPort => false,
            FieldName.TraceId => !config.Traces,
            FieldName.ForwardedFor => config.ForwardedFor == ForwardedFor.Preserve,
            _ => true,
        };

    /// <summary>Names of letters, digits and hyphens ("HTTP headers and Application Load Balancers").</summary>
    private static bool IsGood(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static void AddForwarded(
        Field? before, ReadOnlySpan<byte> bytes, HttpConfig config, Client client, Out into)
    {
        if (config.ForwardedFor != ForwardedFor.Append)
        {
            return;
        }

        into.Add("X-Forwarded-For: "u8);
        if (before is { ValueLength: > 0 } field)
        {
            into.Add(field.ValueIn(bytes));
            into.Add(", "u8);
        }

        into.Add(config.TellsClientPort ? client.NameWithPort : client.Name);
        into.Add("\r\n"u8);
    }

    /// <summary>A request that has a root keeps it, and what we are in its trace stands before it.</summary>
    private static void AddTrace(Field? before, ReadOnlySpan<byte> bytes, Node node, Out into)
    {
        into.Add(TraceId);
        var hasRoot = before is { } field && field.ValueIn(bytes).IndexOf("Root="u8) >= 0;
        into.Add(hasRoot ? "Self=1-"u8 : "Root=1-"u8);
        into.AddHex((ulong)node.Now.ToUnixTimeSeconds(), 8);
        into.Add("-"u8);
        into.AddHex(node.Dice.Next(), 12);
        into.AddHex(node.Dice.Next(), 12);
        if (before is { ValueLength: > 0 } rest)
        {
            into.Add(";"u8);
            into.Add(rest.ValueIn(bytes));
        }

        into.Add("\r\n"u8);
    }
}
