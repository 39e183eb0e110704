using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>The launch that a template asks for with an instance. Pure.</summary>
internal static class InstanceLaunch
{
    /// <summary>What a template says in other words or another form than RunInstances.</summary>
    private static readonly string[] others =
    [
        "CreditSpecification", "IamInstanceProfile", "Monitoring", "NetworkInterfaces", "SecurityGroupIds",
        "SecurityGroups", "Tags",
    ];

    public static RunInstancesRequest Of(Work work)
    {
        var properties = work.Properties;
        var request = properties.As<RunInstancesRequest>(others);
        request.ClientToken = work.Token;
        (request.MinCount, request.MaxCount) = (1, 1);
        request.TagSpecifications = Tags(work);
        request.IamInstanceProfile = Profile(properties);
        request.CreditSpecification = Credits(properties) is { } credits ? new() { CpuCredits = credits } : null;
        request.Monitoring = properties.Flag("Monitoring") is { } monitored ? new() { Enabled = monitored } : null;
        if ((properties.Text("AvailabilityZone") ?? properties.Text("PlacementGroupName")
            ?? properties.Text("Tenancy")) is not null)
        {
            request.Placement = new()
            {
                AvailabilityZone = properties.Text("AvailabilityZone"),
                GroupName = properties.Text("PlacementGroupName"),
                Tenancy = properties.Text("Tenancy"),
            };
        }

        // Ref of a group in the default VPC gives its name, of any other its id; templates put both here.
        var named = properties.Texts("SecurityGroups")
            .ToLookup(name => name.StartsWith("sg-", StringComparison.Ordinal));
        List<string> groups = [.. properties.Texts("SecurityGroupIds"), .. named[true]];
        request.SecurityGroupIds = groups.Count > 0 ? groups : null;
        request.SecurityGroups = named[false].Any() ? [.. named[false]] : null;
        var own = properties.Groups("NetworkInterfaces").Where(InstanceParts.IsFirst).ToList();
        request.NetworkInterfaces = own.Count > 0 ? own.ConvertAll(InstanceParts.Read) : null;
        return request;
    }

    public static string? Credits(Properties properties) =>
        properties.Group("CreditSpecification") is { } group
            ? group.Text("CPUCredits") ?? group.Text("CpuCredits")
            : null;

    /// <summary>By its name, as <c>Ref</c> gives it, or by its ARN.</summary>
    public static IamInstanceProfileSpecification? Profile(Properties properties) =>
        properties.Text("IamInstanceProfile") is not { } profile ? null
        : profile.StartsWith("arn:", StringComparison.Ordinal) ? new() { Arn = profile }
        : new() { Name = profile };

    private static List<TagSpecification> Tags(Work work)
    {
        // Volumes get the account's own tags, and AWS's do not.
        List<Tag> own = Mark.List(work.Properties.Tags(work with { Tags = new Dictionary<string, string>() }));
        return
        [
            .. Mark.On("instance", work),
            .. own.Count > 0 && work.Properties.Flag("PropagateTagsToVolumeOnCreation") == true
                ? (TagSpecification[])[new() { ResourceType = "volume", Tags = own }]
                : [],
        ];
    }
}
