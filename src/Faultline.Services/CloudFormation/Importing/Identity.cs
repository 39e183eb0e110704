using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Importing;

/// <summary>How resources are called by what tells them apart ("primaryIdentifier" of their schema).</summary>
internal static class Identity
{
    /// <summary>Types that are called by one of several parts. The others have a bar between their parts.</summary>
    private static readonly Dictionary<string, string> byPart = new(StringComparer.Ordinal)
    {
        ["AWS::AutoScaling::LifecycleHook"] = "LifecycleHookName",
        ["AWS::AutoScaling::ScheduledAction"] = "ScheduledActionName",
        ["AWS::EC2::EIP"] = "PublicIp",
        ["AWS::EC2::VPCCidrBlock"] = "Id",
        ["AWS::Logs::LogStream"] = "LogStreamName",
        ["AWS::Logs::MetricFilter"] = "FilterName",
        ["AWS::Logs::SubscriptionFilter"] = "FilterName",
    };

    public static string IdOf(string type, IReadOnlyList<KeyValuePair<string, string>> identifier) =>
        byPart.TryGetValue(type, out var part)
            ? identifier.First(one => one.Key == part).Value
            : string.Join('|', identifier.Select(one => one.Value));

    /// <summary>The parts in the order of the type; of a type without facts as they were given.</summary>
    public static List<KeyValuePair<string, string>> Ordered(
        string type, TypeFacts? facts, IReadOnlyDictionary<string, string> given)
    {
        if (facts is null)
        {
            return [.. given];
        }

        return given.Count == facts.Identifier.Count && facts.Identifier.All(given.ContainsKey)
            ? [.. facts.Identifier.Select(name => KeyValuePair.Create(name, given[name]))]
            : throw Refusal.Invalid(
                $"Invalid resource identifier for resource type {type}. Expected "
                + $"[{string.Join(", ", facts.Identifier)}]");
    }

    /// <summary>
    /// The parts that a template writes out, without a function; null where one is lacking or nobody but its service
    /// can say it.
    /// </summary>
    public static List<KeyValuePair<string, string>>? Written(TypeFacts facts, JsonObject properties)
    {
        var parts = new List<KeyValuePair<string, string>>();
        foreach (var name in facts.Identifier)
        {
            if (facts.Find(name) is null || Scalars.Text(properties[name]) is not { Length: > 0 } text)
            {
                return null;
            }

            parts.Add(new(name, text));
        }

        return parts.Count > 0 ? parts : null;
    }
}
