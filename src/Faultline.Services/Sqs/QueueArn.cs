namespace Faultline.Services.Sqs;

/// <summary>Names a queue to other services: <c>arn:aws:sqs:REGION:ACCOUNT:NAME</c>.</summary>
internal sealed record QueueArn(string Partition, string Region, string Account, string Name)
{
    public static QueueArn Of(string region, string account, string name) =>
        new(PartitionOf(region), region, account, name);

    public override string ToString() => $"arn:{Partition}:sqs:{Region}:{Account}:{Name}";

    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out QueueArn? arn)
    {
        arn = text.Split(':') is ["arn", var partition, "sqs", var region, { Length: 12 } account, var name] &&
            partition.Length > 0 && region.Length > 0 && name.Length > 0
                ? new(partition, region, account, name)
                : null;
        return arn is not null;
    }

    private static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" :
        region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";
}
