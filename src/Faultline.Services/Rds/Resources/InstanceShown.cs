using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.Rds;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Rds.Resources;

/// <summary>An instance in the names of templates.</summary>
internal static class InstanceShown
{
    public static JsonObject Of(
        ResourceType type, Work work, DBInstance instance, IReadOnlyDictionary<string, string> tags)
    {
        var shown = type.Shown(instance);
        shown["AllocatedStorage"] = Text(instance.AllocatedStorage);
        shown["Port"] = Text(instance.Endpoint?.Port);
        shown["VPCSecurityGroups"] = Asking.List(
            (instance.VpcSecurityGroups ?? []).Select(group => group.VpcSecurityGroupId!));
        shown["DBSubnetGroupName"] = instance.DBSubnetGroup?.DBSubnetGroupName;
        shown["DBParameterGroupName"] = instance.DBParameterGroups?.FirstOrDefault()?.DBParameterGroupName;
        shown["OptionGroupName"] = instance.OptionGroupMemberships?.FirstOrDefault()?.OptionGroupName;
        shown["EnableCloudwatchLogsExports"] = Asking.List(instance.EnabledCloudwatchLogsExports);
        shown["EnableIAMDatabaseAuthentication"] = instance.IAMDatabaseAuthenticationEnabled;
        shown["EnablePerformanceInsights"] = instance.PerformanceInsightsEnabled;
        shown["SourceDBInstanceIdentifier"] = instance.ReadReplicaSourceDBInstanceIdentifier;
        shown["Tags"] = Marks.Shown(work, tags);
        Attributes(shown, instance);
        return shown;
    }

    private static void Attributes(JsonObject shown, DBInstance instance)
    {
        shown["DBInstanceArn"] = instance.DBInstanceArn;
        shown["DBInstanceStatus"] = instance.DBInstanceStatus;
        shown["DbiResourceId"] = instance.DbiResourceId;
        shown["InstanceCreateTime"] = Time(instance.InstanceCreateTime);
        shown["LatestRestorableTime"] = Time(instance.LatestRestorableTime);
        shown["SecondaryAvailabilityZone"] = instance.SecondaryAvailabilityZone;
        shown["ReadReplicaDBInstanceIdentifiers"] = Asking.List(instance.ReadReplicaDBInstanceIdentifiers);
        shown["CertificateDetails.CAIdentifier"] = instance.CertificateDetails?.CAIdentifier;
        shown["CertificateDetails.ValidTill"] = Time(instance.CertificateDetails?.ValidTill);
        if (instance.Endpoint is { Address: not null } endpoint)
        {
            shown["Endpoint.Address"] = endpoint.Address;
            shown["Endpoint.Port"] = Text(endpoint.Port);
            shown["Endpoint.HostedZoneId"] = endpoint.HostedZoneId;
        }
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) =>
        time?.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
