using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>What of an instance is changed while it runs.</summary>
internal sealed class InstanceChange(Ec2Api ec2)
{
    private const string Groups = "SecurityGroupIds";

    public static IReadOnlyList<string> Names { get; } =
    [
        "CreditSpecification", "DisableApiTermination", "IamInstanceProfile", "InstanceInitiatedShutdownBehavior",
        "MetadataOptions", "Monitoring", Groups, "SourceDestCheck",
    ];

    public async ValueTask Apply(Work work, Properties before, CancellationToken ct)
    {
        foreach (var name in Names.Where(each => !Nodes.Same(before[each], work.Properties[each])))
        {
            await Apply(work, name, ct);
        }
    }

    public ValueTask Guard(Work work, CancellationToken ct) => Modify(
        work,
        request => request.SourceDestCheck = new() { Value = work.Properties.Flag("SourceDestCheck") ?? true },
        ct);

    /// <summary>Says which volumes go with the instance.</summary>
    public ValueTask Keep(
        Work work, List<InstanceBlockDeviceMappingSpecification> devices, CancellationToken ct) => devices.Count == 0
        ? ValueTask.CompletedTask
        : Modify(work, request => request.BlockDeviceMappings = devices, ct);

    /// <summary>What DescribeInstances does not show.</summary>
    public async ValueTask Show(Work work, JsonObject shown, CancellationToken ct)
    {
        var kept = await work.Ask(
            ec2.DescribeInstanceAttribute,
            new DescribeInstanceAttributeRequest
            {
                InstanceId = work.Id!,
                Attribute = InstanceAttributeName.DisableApiTermination,
            },
            ct);
        shown["DisableApiTermination"] = kept.DisableApiTermination?.Value;
        var ends = await work.Ask(
            ec2.DescribeInstanceAttribute,
            new DescribeInstanceAttributeRequest
            {
                InstanceId = work.Id!,
                Attribute = InstanceAttributeName.InstanceInitiatedShutdownBehavior,
            },
            ct);
        shown["InstanceInitiatedShutdownBehavior"] = ends.InstanceInitiatedShutdownBehavior?.Value;
        if (!work.Properties.Has("CreditSpecification"))
        {
            return;
        }

        var credits = await work.Ask(
            ec2.DescribeInstanceCreditSpecifications,
            new DescribeInstanceCreditSpecificationsRequest { InstanceIds = [work.Id!] },
            ct);
        shown["CreditSpecification"] = credits.InstanceCreditSpecifications is [var own, ..]
            ? new JsonObject { ["CPUCredits"] = own.CpuCredits }
            : null;
    }

    private async ValueTask Apply(Work work, string name, CancellationToken ct)
    {
        var (id, now) = (work.Id!, work.Properties);
        switch (name)
        {
            case "SourceDestCheck":
                await Guard(work, ct);
                break;
            case "DisableApiTermination":
                var kept = now.Flag(name) ?? false;
                await Modify(work, request => request.DisableApiTermination = new() { Value = kept }, ct);
                break;
            case "InstanceInitiatedShutdownBehavior":
                var ends = now.Text(name) ?? ShutdownBehavior.Stop;
                await Modify(work, request => request.InstanceInitiatedShutdownBehavior = new() { Value = ends }, ct);
                break;
            case Groups when now.Texts(Groups) is [_, ..] groups:
                await Modify(work, request => request.Groups = groups, ct);
                break;
            case "CreditSpecification" when InstanceLaunch.Credits(now) is { } credits:
                await work.Ask(
                    ec2.ModifyInstanceCreditSpecification,
                    new ModifyInstanceCreditSpecificationRequest
                    {
                        InstanceCreditSpecifications = [new() { InstanceId = id, CpuCredits = credits }],
                    },
                    ct);
                break;
            case "MetadataOptions":
                var options = (now.Group(name) ?? Properties.None).As<ModifyInstanceMetadataOptionsRequest>();
                options.InstanceId = id;
                await work.Ask(ec2.ModifyInstanceMetadataOptions, options, ct);
                break;
            case "Monitoring" when now.Flag(name) == true:
                await work.Ask(ec2.MonitorInstances, new MonitorInstancesRequest { InstanceIds = [id] }, ct);
                break;
            case "Monitoring":
                await work.Ask(ec2.UnmonitorInstances, new UnmonitorInstancesRequest { InstanceIds = [id] }, ct);
                break;
            case "IamInstanceProfile":
                await Profile(work, ct);
                break;
        }
    }

    private async ValueTask Profile(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            ec2.DescribeIamInstanceProfileAssociations,
            new DescribeIamInstanceProfileAssociationsRequest { Filters = Mark.Where("instance-id", work.Id) },
            ct);
        var there = found.IamInstanceProfileAssociations!.FirstOrDefault()?.AssociationId;
        var wanted = InstanceLaunch.Profile(work.Properties);
        if (there is null && wanted is not null)
        {
            await work.Ask(
                ec2.AssociateIamInstanceProfile,
                new AssociateIamInstanceProfileRequest { InstanceId = work.Id!, IamInstanceProfile = wanted },
                ct);
        }
        else if (there is not null && wanted is not null)
        {
            await work.Ask(
                ec2.ReplaceIamInstanceProfileAssociation,
                new ReplaceIamInstanceProfileAssociationRequest { AssociationId = there, IamInstanceProfile = wanted },
                ct);
        }
        else if (there is not null)
        {
            await work.Ask(
                ec2.DisassociateIamInstanceProfile,
                new DisassociateIamInstanceProfileRequest { AssociationId = there },
                ct);
        }
    }

    private ValueTask Modify(Work work, Action<ModifyInstanceAttributeRequest> set, CancellationToken ct)
    {
        var request = new ModifyInstanceAttributeRequest { InstanceId = work.Id! };
        set(request);
        return work.Ask(ec2.ModifyInstanceAttribute, request, ct);
    }
}
