namespace Faultline.Services.Rds;

/// <summary>
/// The ARNs of RDS ("Amazon Resource Names (ARNs) in Amazon RDS", user guide):
/// <c>arn:aws:rds:REGION:ACCOUNT:TYPE:NAME</c>.
/// </summary>
internal static class Arns
{
    public const string Instance = "db";
    public const string SubnetGroup = "subgrp";
    public const string ParameterGroup = "pg";
    public const string OptionGroup = "og";
    public const string Snapshot = "snapshot";
    public const string Subscription = "es";
    public const string AutomatedBackup = "auto-backup";

    /// <param name="type">One of the constants here.</param>
    public static string Of(string region, string account, string type, string name) =>
        $"arn:aws:rds:{region}:{account}:{type}:{name}";

    /// <summary>What an ARN names; null where it is none of RDS.</summary>
    public static Parts? Read(string arn) =>
        arn.Split(':', 7) is ["arn", "aws", "rds", var region, var account, var type, { Length: > 0 } name]
            ? new(region, account, type, name)
            : null;

    /// <summary>The parts of an ARN.</summary>
    public sealed record Parts(string Region, string Account, string Type, string Name);
}
