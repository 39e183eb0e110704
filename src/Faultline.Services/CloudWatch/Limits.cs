namespace Faultline.Services.CloudWatch;

/// <summary>
/// How much a call may ask for and an account may have in a region ("CloudWatch service quotas", user guide, and the
/// pages of the operations in the API reference).
/// </summary>
internal static class Limits
{
    public const int DataMax = 1000;
    public const int ValuesMax = 150;
    public const int DimensionsMax = 30;
    public const int DatapointsMax = 1440;
    public const int PageDatapointsMax = 100_800;
    public const int QueriesMax = 500;
    public const int ExpressionSeriesMax = 500;
    public const int SearchLettersMax = 1024;
    public const int MetricsPageMax = 500;
    public const int AlarmsPageMax = 100;
    public const int DeletedMax = 100;
    public const int CompositesDeletedMax = 1;
    public const int MathMetricsMax = 10;
    public const int MathExpressionsMax = 10;
    public const int ChildrenMax = 100;
    public const int RuleElementsMax = 500;
    public const int ActionsMax = 5;
    public const int DashboardsPageMax = 1000;
    public const int WidgetsMax = 500;
    public const int TagsMax = 50;

    /// <summary>
    /// Ours, of an account, metric and composite alarms together. AWS: "No limit on the total number of alarms per
    /// account" ("CloudWatch service quotas", user guide).
    /// </summary>
    public const int AlarmsMax = 20_000;

    /// <summary>
    /// Ours, of an account. AWS has a quota ("LimitExceeded" of PutAlarmMuteRule), and no page says it.
    /// </summary>
    public const int MuteRulesMax = 1000;

    /// <summary>
    /// Ours, of an account. AWS: "There is no limit to the number of dashboards in your account" ("PutDashboard", API
    /// reference).
    /// </summary>
    public const int DashboardsMax = 5000;

    /// <summary>
    /// Ours, of a region. AWS: "Custom metrics: No quota" ("CloudWatch service quotas", user guide), and bills each. A
    /// metric takes about a kilobyte while it has few data.
    /// </summary>
    public const int SeriesMax = 250_000;

    /// <summary>"PutMetricData", API reference: two weeks before, two hours ahead.</summary>
    public static readonly TimeSpan Past = TimeSpan.FromDays(14);

    public static readonly TimeSpan Ahead = TimeSpan.FromHours(2);

    /// <summary>"PutMetricData", API reference: values are from -2^360 to 2^360.</summary>
    public static readonly double ValueMax = Math.Pow(2, 360);

    /// <summary>"ListMetrics", API reference: metrics that got nothing for two weeks are not listed.</summary>
    public static readonly TimeSpan Listed = TimeSpan.FromDays(14);

    public static readonly TimeSpan Recently = TimeSpan.FromHours(3);

    /// <summary>
    /// "DescribeAlarmHistory": kept for 30 days ("Alarm history" under "Using Amazon CloudWatch alarms").
    /// </summary>
    public static readonly TimeSpan HistoryKept = TimeSpan.FromDays(30);

    /// <summary>
    /// "PutMetricAlarm", API reference: what an alarm looks at spans up to a day, or seven for long periods.
    /// </summary>
    public const int EvaluationMax = 86_400;

    public const int LongEvaluationMax = 7 * 86_400;
}
