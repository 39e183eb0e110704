using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Why things are as they are, in the words of CloudFormation's events.</summary>
internal static class Reasons
{
    public const string User = "User Initiated";
    public const string CreationBegun = "Resource creation Initiated";
    public const string CreationCancelled = "Resource creation cancelled";
    public const string UpdateCancelled = "Resource update cancelled";
    public const string ImportBegun = "Resource import started.";
    public const string ImportDone = "Resource import completed.";
    public const string Replacement =
        "Requested update requires the creation of a new physical resource; hence creating one.";

    public const string TimedOut = "Stack creation time exceeded the specified timeout. Rolling back.";

    public const string Placeholder =
        "Faultline does not build this type yet: it stands here as a placeholder that does nothing.";

    /// <summary>What a service said, as CloudFormation passes it on.</summary>
    public static string Of(AwsError error, string token) =>
        $"Resource handler returned message: \"{error.Message}\" (RequestToken: {Uuid(token)}, "
        + $"HandlerErrorCode: {Code(error)})";

    /// <summary>That AWS says why an alarm ends an operation is known; its words are not published.</summary>
    public static string Alarmed(IEnumerable<string> alarms) =>
        $"The following rollback trigger(s) went to ALARM state: [{string.Join(", ", alarms)}]. ";

    /// <inheritdoc cref="Alarmed"/>
    public static string NoAlarm(string alarm) => $"The rollback trigger {alarm} does not exist. ";

    /// <inheritdoc cref="Alarmed"/>
    public static string NotWatched(AwsError error) =>
        $"The rollback triggers could not be monitored: {error.Message} ";

    public static string Failed(IReadOnlyList<string> created, IReadOnlyList<string> updated) =>
        Sentence("create", created) + Sentence("update", updated);

    public static string NotDeleted(IEnumerable<string> deleted) => Sentence("delete", [.. deleted]);

    private static string Sentence(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $"The following resource(s) failed to {what}: [{string.Join(", ", names)}]. ";

    /// <summary>
    /// "Handler error codes" (CloudFormation CLI user guide): what the codes of services are among those.
    /// </summary>
    private static string Code(AwsError error) => error switch
    {
        { Code: "NotUpdatable" or "NotStabilized" or "AlreadyExists" or "AccessDenied" } => error.Code,
        { IsThrottling: true } => "Throttling",
        { Status: >= 500 } => "ServiceInternalError",
        _ when error.Code.Contains("AlreadyExist", StringComparison.Ordinal)
            || error.Code.Contains("Duplicate", StringComparison.Ordinal) => "AlreadyExists",
        _ when error.Code.Contains("NotFound", StringComparison.Ordinal)
            || error.Code.Contains("NonExist", StringComparison.Ordinal)
            || error.Code.StartsWith("NoSuch", StringComparison.Ordinal) => "NotFound",
        _ when error.Code.Contains("LimitExceeded", StringComparison.Ordinal) => "ServiceLimitExceeded",
        _ when error.Code.Contains("AccessDenied", StringComparison.Ordinal)
            || error.Code == "UnauthorizedOperation" => "AccessDenied",
        _ when error.Code.Contains("Dependency", StringComparison.Ordinal)
            || error.Code.Contains("InUse", StringComparison.Ordinal) => "ResourceConflict",
        _ => "InvalidRequest",
    };

    private static string Uuid(string token) => token.Length == 32
        ? $"{token[..8]}-{token[8..12]}-{token[12..16]}-{token[16..20]}-{token[20..]}"
        : token;
}
