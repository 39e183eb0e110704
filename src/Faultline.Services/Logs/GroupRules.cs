using Faultline.Api.Logs;

namespace Faultline.Services.Logs;

/// <summary>What a log group may be ("CreateLogGroup" and "Log classes"). Pure.</summary>
internal static class GroupRules
{
    private const int NameMax = 512;
    private const string Reserved = "aws/";

    public static bool IsName(string name) =>
        name.Length is > 0 and <= NameMax && !name.StartsWith(Reserved, StringComparison.Ordinal)
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '/' or '#');

    /// <summary>A group of which nothing is said but its name.</summary>
    public static LogGroup Plain(string name, DateTimeOffset now) => new()
    {
        LogGroupName = name,
        CreationTime = now.ToUnixTimeMilliseconds(),
        LogGroupClass = LogGroupClass.Standard,
        DeletionProtectionEnabled = false,
    };

    public static LogGroup Asked(CreateLogGroupRequest request, DateTimeOffset now)
    {
        if (!IsName(request.LogGroupName))
        {
            throw Refusal.Parameter("Log group names cannot start with the string aws/.");
        }

        if (request.KmsKeyId is { } key)
        {
            // There are no keys here that it could be.
            throw Refusal.Parameter($"The specified KMS key does not exist or is not allowed to be used: {key}.");
        }

        var group = Plain(request.LogGroupName, now);
        group.LogGroupClass = request.LogGroupClass ?? LogGroupClass.Standard;
        group.DeletionProtectionEnabled = request.DeletionProtectionEnabled ?? false;
        group.RetentionInDays = group.LogGroupClass == LogGroupClass.Delivery ? Limits.DeliveryDays : null;
        return group;
    }

    /// <summary>Only the Standard class is read and filtered.</summary>
    public static bool IsSearchable(string logClass) => logClass == LogGroupClass.Standard;
}
