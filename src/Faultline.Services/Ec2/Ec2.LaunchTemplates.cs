using System.Text.RegularExpressions;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of the operations in the API reference.
    private static readonly Paging templatePages = new(Min: 1, Max: 200, Unasked: 200);

    private static readonly Filters<LaunchTemplate> templateFilters = new Filters<LaunchTemplate>()
        .On("create-time", template => VolumeFilters.Time(template.CreateTime))
        .On("launch-template-name", template => template.LaunchTemplateName)
        .OnTags(template => Tagging.Map(template.Tags));

    public override async ValueTask<CreateLaunchTemplateResult> CreateLaunchTemplate(
        Call call, CreateLaunchTemplateRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "launch-template");
        using var held = await book.Take(call.Account, ct);
        if (ClientTokens.Outcome(held.State, call, request.ClientToken, request) is { } made
            && held.State.LaunchTemplates.Find(made) is { } before)
        {
            await held.Keep();
            return new() { LaunchTemplate = before.Shown };
        }

        var name = request.LaunchTemplateName;
        if (!TemplateName().IsMatch(name))
        {
            throw new AwsError(
                "InvalidLaunchTemplateName.MalformedException", 400,
                "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and " +
                "the following characters: - ( ) . / _.");
        }

        if (Templates.Named(held.State, call.Account, name) is not null)
        {
            throw new AwsError(
                "InvalidLaunchTemplateName.AlreadyExistsException", 400, "Launch template name already in use.");
        }

        var data = TemplateData.Of(request.LaunchTemplateData, null);
        var tags = Tagging.For(call, "launch-template", request.TagSpecifications);
        DryRun.Stop(request.DryRun);
        var id = call.Dice.Resource("lt");
        var template = new Owned<LaunchTemplate>(id, call.Account, new()
        {
            LaunchTemplateId = id,
            LaunchTemplateName = name,
            CreateTime = call.Now,
            CreatedBy = call.Principal.Arn,
            DefaultVersionNumber = 1,
            LatestVersionNumber = 1,
            Tags = tags,
        });
        held.State.LaunchTemplates.Put(template);
        PutVersion(held.State, call, template, 1, request.VersionDescription, data);
        ClientTokens.Note(held.State, call, request.ClientToken, request, id);
        await held.Keep();
        return new() { LaunchTemplate = template.Shown };
    }

    public override async ValueTask<CreateLaunchTemplateVersionResult> CreateLaunchTemplateVersion(
        Call call, CreateLaunchTemplateVersionRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        if (ClientTokens.Outcome(held.State, call, request.ClientToken, request) is { } made
            && held.State.LaunchTemplateVersions.Find(made) is { } before)
        {
            await held.Keep();
            return new() { LaunchTemplateVersion = before.Shown };
        }

        var template = Templates.Find(
            held.State, call.Account, request.LaunchTemplateId, request.LaunchTemplateName);
        var source = request.SourceVersion is { } number
            ? Templates.Version(held.State, template, number).Shown.LaunchTemplateData
            : null;
        var data = TemplateData.Of(request.LaunchTemplateData, source);
        DryRun.Stop(request.DryRun);
        var next = template.Shown.LatestVersionNumber!.Value + 1;
        template = template.With(shown => shown.LatestVersionNumber = next);
        held.State.LaunchTemplates.Put(template);
        var version = PutVersion(held.State, call, template, next, request.VersionDescription, data);
        ClientTokens.Note(held.State, call, request.ClientToken, request, version.Id);
        await held.Keep();
        return new() { LaunchTemplateVersion = Seen(template, version.Shown, request.ResolveAlias) };
    }

    public override async ValueTask<ModifyLaunchTemplateResult> ModifyLaunchTemplate(
        Call call, ModifyLaunchTemplateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var template = Templates.Find(
            held.State, call.Account, request.LaunchTemplateId, request.LaunchTemplateName);
        var version = request.DefaultVersion is { } asked
            ? Templates.Version(held.State, template, asked).Shown.VersionNumber
            : template.Shown.DefaultVersionNumber;
        DryRun.Stop(request.DryRun);
        template = template.With(shown => shown.DefaultVersionNumber = version);
        held.State.LaunchTemplates.Put(template);
        await held.Keep();
        return new() { LaunchTemplate = template.Shown };
    }

    public override async ValueTask<DeleteLaunchTemplateResult> DeleteLaunchTemplate(
        Call call, DeleteLaunchTemplateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var template = Templates.Find(
            held.State, call.Account, request.LaunchTemplateId, request.LaunchTemplateName);
        DryRun.Stop(request.DryRun);
        held.State.LaunchTemplates.Remove(template.Id);
        foreach (var version in Templates.Versions(held.State, template))
        {
            held.State.LaunchTemplateVersions.Remove(version.Id);
        }

        await held.Keep();
        return new() { LaunchTemplate = template.Shown };
    }

    public override async ValueTask<DescribeLaunchTemplatesResult> DescribeLaunchTemplates(
        Call call, DescribeLaunchTemplatesRequest request, CancellationToken ct)
    {
        var passes = templateFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var (ids, names) = (request.LaunchTemplateIds ?? [], request.LaunchTemplateNames ?? []);
        if (ids.Find(id => held.State.LaunchTemplates.Find(call.Account, id) is null) is { } missing)
        {
            throw Templates.MissingId(missing);
        }

        if (names.Find(name => Templates.Named(held.State, call.Account, name) is null) is { } unknown)
        {
            throw Templates.MissingName(unknown);
        }

        var found = held.State.LaunchTemplates.Of(call.Account)
            .Where(each => ids.Count + names.Count == 0
                || ids.Contains(each.Id) || names.Contains(each.Shown.LaunchTemplateName!))
            .Select(each => each.Shown)
            .Where(shown => passes(shown));
        var (page, next) = templatePages.Cut(
            call, found, shown => shown.LaunchTemplateId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { LaunchTemplates = page, NextToken = next };
    }

    public override async ValueTask<GetLaunchTemplateDataResult> GetLaunchTemplateData(
        Call call, GetLaunchTemplateDataRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        var data = TemplateData.Of(machine, Disks.Of(held.State, machine.Id));
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { LaunchTemplateData = data };
    }

    private static Owned<LaunchTemplateVersion> PutVersion(
        Ec2State state, Call call, Owned<LaunchTemplate> template, long number, string? says,
        ResponseLaunchTemplateData data)
    {
        var version = new Owned<LaunchTemplateVersion>(Templates.KeyOf(template.Id, number), call.Account, new()
        {
            LaunchTemplateId = template.Id,
            LaunchTemplateName = template.Shown.LaunchTemplateName,
            VersionNumber = number,
            VersionDescription = says,
            CreateTime = call.Now,
            CreatedBy = call.Principal.Arn,
            DefaultVersion = number == template.Shown.DefaultVersionNumber,
            LaunchTemplateData = data,
        });
        state.LaunchTemplateVersions.Put(version);
        return version;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9().\-/_]{3,128}$")]
    private static partial Regex TemplateName();
}
