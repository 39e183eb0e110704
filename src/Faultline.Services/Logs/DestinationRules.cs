namespace Faultline.Services.Logs;

/// <summary>To whom a subscription may lead (PutSubscriptionFilter in the API reference). Pure.</summary>
internal static class DestinationRules
{
    public static void Check(string region, string arn, string? role)
    {
        if (arn.Split(':', 7) is not ["arn", _, var vendor, var place, _, _, ..])
        {
            throw Refusal.Parameter($"Invalid destinationArn: {arn}");
        }

        if (vendor is not ("kinesis" or "firehose" or "lambda" or "logs"))
        {
            throw Refusal.Parameter(
                $"PutSubscriptionFilter operation cannot work with destinationArn for vendor {vendor}");
        }

        if (place != region)
        {
            throw Refusal.Parameter($"destinationArn must be in the same region as the log group: {region}");
        }

        if (vendor is "kinesis" or "firehose" && role is null)
        {
            throw Refusal.Parameter($"destinationArn for vendor {vendor} cannot be used without roleArn");
        }

        if (vendor == "lambda" && role is not null)
        {
            throw Refusal.Parameter($"destinationArn for vendor {vendor} cannot be used with roleArn");
        }
    }
}
