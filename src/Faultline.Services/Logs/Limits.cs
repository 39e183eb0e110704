namespace Faultline.Services.Logs;

/// <summary>The limits of CloudWatch Logs, with the page that each comes from.</summary>
internal static class Limits
{
    // PutLogEvents in the API reference.
    public const int BatchBytesMax = 1_048_576;
    public const int EventBytesMax = 1_048_576;
    public const int EventOverheadBytes = 26;
    public static readonly TimeSpan BatchSpanMax = TimeSpan.FromHours(24);
    public static readonly TimeSpan TooNewAfter = TimeSpan.FromHours(2);
    public static readonly TimeSpan TooOldAfter = TimeSpan.FromDays(14);

    // GetLogEvents and FilterLogEvents in the API reference.
    public const int PageEventsMax = 10_000;
    public const int PageBytesMax = 1_048_576;

    // "CloudWatch Logs quotas", user guide.
    public const int MetricFiltersMax = 100;
    public const int SubscriptionFiltersMax = 2;
    public const int RegexFiltersMax = 5;
    public const int TagsMax = 50;

    // MetricTransformation in the API reference.
    public const int DimensionsMax = 3;

    // limit of the Describe operations in the API reference.
    public const int ListDefault = 50;

    /// <summary>Messages that one search looks at before it answers with what it has and a token. Ours.</summary>
    public const int SearchBytesMax = 8 << 20;

    /// <summary>PutRetentionPolicy in the API reference.</summary>
    public static readonly int[] RetentionDays =
    [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ];

    /// <summary>"Log classes", user guide: what is in the Delivery class stays for a day.</summary>
    public const int DeliveryDays = 1;
}
