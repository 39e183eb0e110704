using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A launch template. <c>Ref</c> gives its id. A change makes its next version; the default version stays the first
/// one, as in AWS.
/// </summary>
internal sealed class LaunchTemplateResource(Ec2Api ec2) : Ec2Type(
    ec2, "LaunchTemplate", Data, "LaunchTemplateName", "TagSpecifications", "VersionDescription")
{
    private const string Data = "LaunchTemplateData";
    private const string Taggable = "launch-template";

    // "Between 3 and 128 characters" (CreateLaunchTemplate in the API reference).
    private const int NameMax = 128;

    protected override IReadOnlyList<string> InPlace => [Data, "TagSpecifications", "VersionDescription"];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeLaunchTemplates, new DescribeLaunchTemplatesRequest { Filters = Mark.Of(work) }, ct))
        .LaunchTemplates!.FirstOrDefault()?.LaunchTemplateId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var made = await work.Ask(
            Ec2.CreateLaunchTemplate,
            new CreateLaunchTemplateRequest
            {
                ClientToken = work.Token,
                LaunchTemplateName = work.Properties.Text("LaunchTemplateName") ?? work.Name(NameMax),
                LaunchTemplateData = Asked(work),
                VersionDescription = work.Properties.Text("VersionDescription"),
                TagSpecifications = Mark.On(Taggable, work, TagsOf(work, work.Properties)),
            },
            ct);
        return made.LaunchTemplate!.LaunchTemplateId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!before.Names.Any() || !Differ(before, work.Properties, Data, "VersionDescription"))
        {
            return;
        }

        // A try before this one may have made the version.
        var asked = Asked(work);
        var latest = await Latest(work, ct);
        if (latest.VersionDescription != work.Properties.Text("VersionDescription")
            || !Nodes.Same(Properties.Of(latest.LaunchTemplateData!), Properties.Of(asked)))
        {
            await work.Ask(
                Ec2.CreateLaunchTemplateVersion,
                new CreateLaunchTemplateVersionRequest
                {
                    LaunchTemplateId = work.Id,
                    LaunchTemplateData = asked,
                    VersionDescription = work.Properties.Text("VersionDescription"),
                },
                ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) =>
        await work.Ask(Ec2.DeleteLaunchTemplate, new DeleteLaunchTemplateRequest { LaunchTemplateId = work.Id }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeLaunchTemplates, new DescribeLaunchTemplatesRequest { LaunchTemplateIds = [work.Id!] }, ct);
        var (template, latest) = (found.LaunchTemplates![0], await Latest(work, ct));
        return Nodes.Set(
            ("LaunchTemplateId", template.LaunchTemplateId),
            ("LaunchTemplateName", template.LaunchTemplateName),
            ("DefaultVersionNumber", template.DefaultVersionNumber!.Value.ToString(CultureInfo.InvariantCulture)),
            ("LatestVersionNumber", template.LatestVersionNumber!.Value.ToString(CultureInfo.InvariantCulture)),
            ("VersionDescription", latest.VersionDescription),
            (Data, Properties.Of(latest.LaunchTemplateData!)),
            ("TagSpecifications", Tags(Mark.Shown(template.Tags))));
    }

    protected override ValueTask<string?> Tagged(Work work, CancellationToken ct) => ValueTask.FromResult(work.Id);

    protected override Dictionary<string, string> TagsOf(Work work, Properties properties) =>
        properties.Groups("TagSpecifications").Find(each => each.Text("ResourceType") == Taggable) is { } own
            ? own.Tags(work)
            : Properties.None.Tags(work);

    private static RequestLaunchTemplateData Asked(Work work) =>
        work.Properties.Group(Data)?.As<RequestLaunchTemplateData>() ?? throw Refused.Missing(Data);

    private static JsonArray? Tags(JsonArray? tags) => tags is not { Count: > 0 }
        ? null
        : [new JsonObject { ["ResourceType"] = Taggable, ["Tags"] = tags }];

    private async ValueTask<LaunchTemplateVersion> Latest(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeLaunchTemplateVersions,
        new DescribeLaunchTemplateVersionsRequest { LaunchTemplateId = work.Id, Versions = ["$Latest"] },
        ct)).LaunchTemplateVersions![0];
}
