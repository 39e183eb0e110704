using System.Text;
using System.Text.Json;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Ec2.Metadata;

/// <summary>The JSON documents of the metadata service.</summary>
internal static class IdentityDocument
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static string Of(string region, Machine machine, Instance shown) => Json(json =>
    {
        json.WriteString("accountId", machine.Account);
        json.WriteString("architecture", shown.Architecture);
        json.WriteString("availabilityZone", shown.Placement?.AvailabilityZone);
        json.WriteNull("billingProducts");
        json.WriteNull("devpayProductCodes");
        json.WriteNull("marketplaceProductCodes");
        json.WriteString("imageId", shown.ImageId);
        json.WriteString("instanceId", machine.Id);
        json.WriteString("instanceType", shown.InstanceType);
        json.WriteNull("kernelId");
        json.WriteString("pendingTime", Hour(shown.LaunchTime!.Value));
        json.WriteString("privateIp", shown.PrivateIpAddress);
        json.WriteNull("ramdiskId");
        json.WriteString("region", region);
        json.WriteString("version", "2017-09-30");
    });

    public static string ProfileOf(Machine machine, IamInstanceProfile profile) => Json(json =>
    {
        json.WriteString("Code", "Success");
        json.WriteString("LastUpdated", Hour(machine.Since));
        json.WriteString("InstanceProfileArn", profile.Arn);
        json.WriteString("InstanceProfileId", profile.Id);
    });

    public static string Credentials(SessionCredentials made, Session session) => Json(json =>
    {
        json.WriteString("Code", "Success");
        json.WriteString("LastUpdated", Hour(session.Issued));
        json.WriteString("Type", "AWS-HMAC");
        json.WriteString("AccessKeyId", made.AccessKey);
        json.WriteString("SecretAccessKey", made.Secret);
        json.WriteString("Token", made.Token);
        json.WriteString("Expiration", Hour(session.Expires));
    });

    private static string Hour(DateTimeOffset hour) => $"{hour.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    private static string Json(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
