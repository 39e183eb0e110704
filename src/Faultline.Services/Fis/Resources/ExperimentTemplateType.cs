using System.Text.Json.Nodes;
using Faultline.Api.Fis;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Fis.Resources;

/// <summary>Experiment templates. Its id is that of the template.</summary>
internal sealed class ExperimentTemplateType(FisApi fis) : ResourceType("AWS::FIS::ExperimentTemplate")
{
    private const string Tags = "Tags";
    private const string Report = "ExperimentReportConfiguration";
    private const string Outputs = "Outputs";
    private const string ReportBucket = "ExperimentReportS3Configuration";
    private const string Bucket = "S3Configuration";

    /// <summary>Tried again it is the same template, by the client token.</summary>
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var request = Asked(work.Properties).As<CreateExperimentTemplateRequest>(Tags);
        request.ClientToken = work.Token;
        request.Actions ??= [];
        request.Tags = new(work.Tags, StringComparer.Ordinal);
        foreach (var (key, value) in Own(work.Properties))
        {
            request.Tags[key] = value;
        }

        return (await work.Ask(fis.CreateExperimentTemplate, request, ct)).ExperimentTemplate!.Id!;
    }

    /// <summary>What the template does not say any more is taken away.</summary>
    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var request = Asked(work.Properties).As<UpdateExperimentTemplateRequest>();
        request.Id = work.Id!;
        request.Targets ??= [];
        request.LogConfiguration ??= new();
        request.ExperimentReportConfiguration ??= new();
        request.ExperimentOptions ??= new();
        request.ExperimentOptions.EmptyTargetResolutionMode ??= EmptyTargetResolutionMode.Fail;
        var shown = (await work.Ask(fis.UpdateExperimentTemplate, request, ct)).ExperimentTemplate!;
        var gone = Marks.Gone(
            work, Own(before).Keys.Concat(work.TagsBefore), Own(work.Properties).Keys.Concat(work.Tags.Keys));
        if (gone.Count > 0)
        {
            await work.Ask(
                fis.UntagResource, new UntagResourceRequest { ResourceArn = shown.Arn!, TagKeys = gone }, ct);
        }

        if (work.Tags.Count > 0)
        {
            await work.Ask(
                fis.TagResource,
                new TagResourceRequest { ResourceArn = shown.Arn!, Tags = new(work.Tags, StringComparer.Ordinal) },
                ct);
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        fis.DeleteExperimentTemplate, new DeleteExperimentTemplateRequest { Id = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await this.OrGone(work.Ask(
            fis.GetExperimentTemplate, new GetExperimentTemplateRequest { Id = work.Id! }, ct));
        if (found?.ExperimentTemplate is not { } template)
        {
            return null;
        }

        var shown = this.Shown(template);
        shown["Id"] = template.Id;
        Rename(shown, Bucket, ReportBucket);
        var own = Own(work.Properties);
        shown[Tags] = new JsonObject((template.Tags ?? [])
            .Where(tag => own.ContainsKey(tag.Key)
                || (!tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) && !work.Tags.ContainsKey(tag.Key)))
            .Select(tag => new KeyValuePair<string, JsonNode?>(tag.Key, tag.Value)));
        return shown;
    }

    /// <summary>In templates the bucket of reports has another name than in the API.</summary>
    private static Properties Asked(Properties properties)
    {
        var all = (JsonObject)properties.All.DeepClone();
        Rename(all, ReportBucket, Bucket);
        return new(all);
    }

    private static void Rename(JsonObject all, string from, string to)
    {
        if (all[Report]?[Outputs] is JsonObject outputs && outputs[from] is { } bucket)
        {
            outputs.Remove(from);
            outputs[to] = bucket.DeepClone();
        }
    }

    private static Dictionary<string, string> Own(Properties properties)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (properties.Group(Tags) is { } said)
        {
            foreach (var key in said.Names)
            {
                tags[key] = said.Text(key) ?? "";
            }
        }

        return tags;
    }
}
