using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>How much an account may have in a region ("Quotas and constraints for Amazon RDS", user guide).</summary>
internal static class Limits
{
    public const int InstancesMax = 40;
    public const int StorageGiBMax = 100_000;
    public const int SubnetGroupsMax = 50;
    public const int SubnetsOfGroupMax = 20;
    public const int ParameterGroupsMax = 50;
    public const int OptionGroupsMax = 20;
    public const int SubscriptionsMax = 20;
    public const int SnapshotsMax = 100;
    public const int ReplicasOfInstanceMax = 15;

    /// <summary>"Viewing Amazon RDS events", user guide.</summary>
    public static TimeSpan EventsKept { get; } = TimeSpan.FromDays(14);

    public static void Check(int count, int most, Func<string, AwsError> error, string what)
    {
        if (count >= most)
        {
            throw error($"You have reached the maximum number of {what} in this region: {most}.");
        }
    }
}
