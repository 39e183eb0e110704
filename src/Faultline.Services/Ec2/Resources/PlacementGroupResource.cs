using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A placement group. <c>Ref</c> gives its name, which CloudFormation makes up.</summary>
internal sealed class PlacementGroupResource(Ec2Api ec2) : Ec2Type(
    ec2, "PlacementGroup", "PartitionCount", "SpreadLevel", "Strategy", "Tags")
{
    // "Up to 255 ASCII characters" (CreatePlacementGroup in the API reference).
    private const int NameMax = 255;

    public override bool SaysGone(AwsError error) =>
        error.Code == "InvalidPlacementGroup.Unknown" || base.SaysGone(error);

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribePlacementGroups, new DescribePlacementGroupsRequest { Filters = Mark.Of(work) }, ct))
        .PlacementGroups!.FirstOrDefault()?.GroupName;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreatePlacementGroupRequest>("Tags");
        request.GroupName = work.Name(NameMax);
        request.TagSpecifications = Mark.On("placement-group", work);
        return (await work.Ask(Ec2.CreatePlacementGroup, request, ct)).PlacementGroup!.GroupName!;
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeletePlacementGroup, new DeletePlacementGroupRequest { GroupName = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        Properties.Of(await Present(work, ct));

    protected override async ValueTask<string?> Tagged(Work work, CancellationToken ct) =>
        (await Present(work, ct)).GroupId;

    private async ValueTask<PlacementGroup> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribePlacementGroups,
        new DescribePlacementGroupsRequest { GroupNames = [work.Id!] },
        ct)).PlacementGroups![0];
}
