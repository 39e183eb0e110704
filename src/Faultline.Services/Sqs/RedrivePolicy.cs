using System.Text.Json.Nodes;

namespace Faultline.Services.Sqs;

/// <summary>After how many receives a message moves to which queue.</summary>
internal sealed record RedrivePolicy(QueueArn Target, int MaxReceiveCount)
{
    public const int MaxReceiveCountMax = 1000;

    public override string ToString() =>
        new JsonObject
        {
            ["deadLetterTargetArn"] = Target.ToString(),
            ["maxReceiveCount"] = MaxReceiveCount,
        }.ToJsonString(JsonText.Plain);

    public static RedrivePolicy Parse(string text)
    {
        var policy = JsonText.Object(text) ?? throw Wrong("Redrive policy is not a valid JSON map.");
        if (JsonText.Text(policy["deadLetterTargetArn"]) is not { } arn)
        {
            throw Wrong("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
        }

        if (policy["maxReceiveCount"] is not { } count)
        {
            throw Wrong("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
        }

        if (policy.FirstOrDefault(member => member.Key is not ("deadLetterTargetArn" or "maxReceiveCount"))
            is { Key: { } other })
        {
            throw Wrong(
                $"Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount]. Found: {other}.");
        }

        if (JsonText.Whole(count) is not (>= 1 and <= MaxReceiveCountMax and var max))
        {
            throw Wrong(
                $"Invalid value for maxReceiveCount: {count}, " +
                $"valid values are from 1 to {MaxReceiveCountMax} both inclusive.");
        }

        return QueueArn.TryParse(arn, out var target)
            ? new(target, max)
            : throw Wrong("Invalid value for deadLetterTargetArn.");

        Wire.AwsError Wrong(string reason) => Refusal.Value(text, "RedrivePolicy", reason);
    }
}

/// <summary>Which queues may name this one as their dead-letter queue.</summary>
internal sealed record RedriveAllowPolicy(string Permission, IReadOnlyList<QueueArn> Sources)
{
    private const int SourcesMax = 10;

    public bool Allows(QueueArn source) =>
        Permission == "allowAll" || (Permission == "byQueue" && Sources.Contains(source));

    public override string ToString()
    {
        var policy = new JsonObject { ["redrivePermission"] = Permission };
        if (Permission == "byQueue")
        {
            policy["sourceQueueArns"] = new JsonArray([.. Sources.Select(arn => JsonValue.Create(arn.ToString()))]);
        }

        return policy.ToJsonString(JsonText.Plain);
    }

    public static RedriveAllowPolicy Parse(string text)
    {
        var policy = JsonText.Object(text)
            ?? throw Wrong("Amazon SQS can't create the redrive allow policy. Bad JSON.");
        var permission = JsonText.Text(policy["redrivePermission"]);
        if (permission is not ("allowAll" or "denyAll" or "byQueue"))
        {
            throw Wrong("redrivePermission must be one of: allowAll, denyAll, byQueue.");
        }

        var named = policy["sourceQueueArns"] as JsonArray;
        if ((permission == "byQueue") != (named is { Count: > 0 }))
        {
            throw Wrong("sourceQueueArns are given with redrivePermission byQueue, and only with it.");
        }

        if (named is { Count: > SourcesMax })
        {
            throw Wrong($"At most {SourcesMax} sourceQueueArns may be given.");
        }

        var sources = new List<QueueArn>();
        foreach (var node in named ?? [])
        {
            sources.Add(JsonText.Text(node) is { } arn && QueueArn.TryParse(arn, out var source)
                ? source
                : throw Wrong("A source queue's ARN is not valid."));
        }

        return new(permission, sources);

        Wire.AwsError Wrong(string reason) => Refusal.Value(text, "RedriveAllowPolicy", reason);
    }

    public bool Equals(RedriveAllowPolicy? other) =>
        other is not null && Permission == other.Permission && Sources.SequenceEqual(other.Sources);

    public override int GetHashCode() => Sources.Count;
}
