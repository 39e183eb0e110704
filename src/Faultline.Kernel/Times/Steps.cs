namespace Faultline.Kernel.Times;

/// <summary>The steps that AWS does out of sight. Each names where its figures come from.</summary>
public static class Steps
{
    /// <summary>
    /// "Typically 60-120 seconds" ("Failing over a Multi-AZ DB instance" in the Amazon RDS User Guide).
    /// </summary>
    public static Step RdsFailover { get; } = Of("failover", "rds", 60, 80, 120);

    /// <summary>"Typically under 35 seconds" (Multi-AZ DB cluster deployments in the Amazon RDS User Guide).</summary>
    public static Step RdsClusterFailover { get; } = Of("cluster-failover", "rds", 15, 25, 35);

    /// <summary>"Several minutes or longer" (Promoting a read replica in the Amazon RDS User Guide).</summary>
    public static Step RdsPromotion { get; } = Of("promotion", "rds", 120, 300, 600);

    /// <summary>
    /// "Restored in less than 60 seconds, often less than 30" (High availability for Amazon Aurora, Aurora User Guide).
    /// </summary>
    public static Step AuroraFailover { get; } = Of("aurora-failover", "rds", 15, 30, 60);

    /// <summary>From pending to running. AWS publishes no figure; these are what users commonly see.</summary>
    public static Step Ec2Boot { get; } = Of("boot", "ec2", 5, 12, 40);

    /// <summary>Status checks run every minute (Status checks for your instances, Amazon EC2 User Guide).</summary>
    public static Step Ec2StatusCheck { get; } = Of("status-check", "ec2", 60, 60, 60);

    /// <summary>Recovery after two failed checks. AWS publishes no span for it; ours is from those checks on.</summary>
    public static Step Ec2Recovery { get; } = Of("recovery", "ec2", 120, 180, 300);

    /// <summary>
    /// "A few seconds" until a replica is primary (Minimizing downtime in ElastiCache with Multi-AZ).
    /// </summary>
    public static Step CacheFailover { get; } = Of("failover", "elasticache", 3, 6, 15);

    /// <summary>From provisioning to active. AWS publishes no figure; these are what users commonly see.</summary>
    public static Step ElbProvisioning { get; } = Of("provisioning", "elb", 60, 120, 240);

    /// <summary>
    /// From a request to an issued certificate, once the domain is validated: "within 30 minutes" (DNS validation, ACM
    /// user guide); mostly it takes a few minutes.
    /// </summary>
    public static Step AcmValidation { get; } = Of("validation", "acm", 30, 180, 1800);

    /// <summary>
    /// How long the hosts of a zone take to come back with the power. AWS publishes no distribution; its summaries of
    /// outages (2021-12-22, 2022-07-28) speak of most in minutes and of a tail of hours, which we cut short.
    /// </summary>
    public static Step PowerReturn { get; } = Of("power-return", "world", 300, 900, 2700);

    public static IReadOnlyList<Step> All { get; } =
    [
        RdsFailover, RdsClusterFailover, RdsPromotion, AuroraFailover, Ec2Boot, Ec2StatusCheck, Ec2Recovery,
        CacheFailover, ElbProvisioning, AcmValidation, PowerReturn,
    ];

    private static Step Of(string name, string service, double min, double mode, double max) => new(
        name, service, TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(mode), TimeSpan.FromSeconds(max));
}
