using System.Text.Json;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2;

namespace Faultline.Local;

/// <summary>
/// Orders to instances as requests say them: <c>POST .../events</c> schedules one, <c>DELETE .../events/ID</c> calls it
/// off, <c>POST .../interrupt</c> and <c>POST .../rebalance</c> tell an instance what spot instances are told.
/// </summary>
internal static class InstanceOrders
{
    private static readonly TimeSpan InMax = TimeSpan.FromDays(365);

    /// <summary>"Spot Instances receive a two-minute interruption notice" (EC2 user guide).</summary>
    private static readonly TimeSpan SpotNotice = TimeSpan.FromMinutes(2);

    /// <summary>The order, or what is wrong with it; neither where nothing of that name can be done.</summary>
    public static InstanceOrder? Read(string method, string what, ReadOnlyMemory<byte> body, List<string> wrong)
    {
        var members = method == "POST" ? Members(body, wrong) : [];
        return (method, what) switch
        {
            ("POST", "events") => Schedule(members, wrong),
            ("POST", "interrupt") => new InstanceOrder.Interrupt(In(members, SpotNotice, wrong), Stops(members, wrong)),
            ("POST", "rebalance") => new InstanceOrder.Rebalance(),
            ("DELETE", _) when what.StartsWith("events/", StringComparison.Ordinal) =>
                new InstanceOrder.Cancel(what["events/".Length..]),
            _ => null,
        };
    }

    private static InstanceOrder.Schedule Schedule(Dictionary<string, string> members, List<string> wrong)
    {
        var code = members.GetValueOrDefault("event") ?? "";
        if (!InstanceOrder.Codes.Contains(code))
        {
            wrong.Add(
                $"event is one of {string.Join(", ", InstanceOrder.Codes)}; not '{code}'."
                + Nearest.To(code, InstanceOrder.Codes));
        }

        return new(code, In(members, TimeSpan.Zero, wrong), members.GetValueOrDefault("description"));
    }

    private static TimeSpan In(Dictionary<string, string> members, TimeSpan unasked, List<string> wrong)
    {
        if (!members.TryGetValue("in", out var text))
        {
            return unasked;
        }

        if (Spans.TryRead(text, out var span) && span >= TimeSpan.Zero && span <= InMax)
        {
            return span;
        }

        wrong.Add($"in is a span of time such as 30s, 10m or 1h30m, of a year at most; not '{text}'.");
        return default;
    }

    private static bool Stops(Dictionary<string, string> members, List<string> wrong)
    {
        var action = members.GetValueOrDefault("action") ?? "terminate";
        if (action is not ("terminate" or "stop"))
        {
            wrong.Add($"action is terminate or stop; not '{action}'.");
        }

        return action == "stop";
    }

    private static Dictionary<string, string> Members(ReadOnlyMemory<byte> body, List<string> wrong)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        if (body.IsEmpty)
        {
            return members;
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in json.RootElement.EnumerateObject()
                    .Where(each => each.Value.ValueKind != JsonValueKind.Null))
                {
                    members[member.Name] = member.Value.ToString();
                }

                return members;
            }

            wrong.Add("The body is a JSON object, as {\"in\": \"2m\"}.");
        }
        catch (JsonException broken)
        {
            wrong.Add($"The body is no JSON: {broken.Message}");
        }

        return members;
    }
}
