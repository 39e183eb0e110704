using System.Text.Json;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;
using Faultline.Services.Worldwide;

namespace Faultline.Local;

/// <summary>How faults look in JSON.</summary>
internal static class FaultJson
{
    /// <summary>More hits are counted, and not listed.</summary>
    private const int HitsShownMax = 1000;

    public static void Write(Utf8JsonWriter json, FaultInForce fault)
    {
        json.WriteStartObject();
        WriteMembers(json, fault);
        json.WriteEndObject();
    }

    public static void WriteMembers(Utf8JsonWriter json, FaultInForce fault)
    {
        var order = fault.Order;
        json.WriteString("id", order.Id);
        json.WriteString("kind", order.Kind);
        json.WriteString("says", fault.Fault.Says);
        json.WriteStartObject("parameters");
        foreach (var (name, value) in order.Given.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteString("began", order.Began);
        if (order.Ends is { } ends)
        {
            json.WriteString("ends", ends);
        }

        if (order.InAftermath)
        {
            json.WriteNumber("left", Math.Round(fault.Left, 2));
        }

        if (fault.Fault.Aftermath > TimeSpan.Zero)
        {
            json.WriteString("aftermath", Spans.Text(fault.Fault.Aftermath));
        }

        json.WriteString("door", order.Door);
    }

    public static void Write(Utf8JsonWriter json, FaultKind kind)
    {
        json.WriteStartObject();
        json.WriteString("kind", kind.Name);
        json.WriteString("says", kind.Says);
        json.WriteStartArray("parameters");
        foreach (var parameter in kind.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("says", parameter.Says);
            json.WriteBoolean("needed", parameter.Needed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Hit> hits)
    {
        json.WriteNumber("hitCount", hits.Count);
        json.WriteStartArray("hits");
        foreach (var hit in hits.Take(HitsShownMax))
        {
            json.WriteStartObject();
            json.WriteString("what", hit.What);
            json.WriteString("name", hit.Name);
            json.WriteString("how", hit.How);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
