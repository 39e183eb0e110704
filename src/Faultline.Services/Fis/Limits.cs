namespace Faultline.Services.Fis;

/// <summary>Quotas and spans ("Quotas and limitations for AWS Fault Injection Service", user guide).</summary>
internal static class Limits
{
    public const int Templates = 500;
    public const int Actions = 20;
    public const int ParallelActions = 10;
    public const int StopConditions = 5;
    public const int ActiveExperiments = 5;
    public const int TargetAccounts = 40;

    public static readonly TimeSpan ActionLeast = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan ActionMost = TimeSpan.FromHours(12);

    public static readonly TimeSpan ExperimentMost = TimeSpan.FromHours(12);

    public static readonly TimeSpan ExperimentsKept = TimeSpan.FromDays(120);

    /// <summary>"Experiment report configurations for AWS FIS", user guide.</summary>
    public static readonly TimeSpan BeforeReportMost = TimeSpan.FromMinutes(30);

    /// <inheritdoc cref="BeforeReportMost"/>
    public static readonly TimeSpan AfterReportMost = TimeSpan.FromHours(2);
}
