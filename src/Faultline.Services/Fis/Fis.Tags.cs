using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis;

internal sealed partial class Fis
{
    /// <summary>TagMap in the API reference.</summary>
    private const int TagsMost = 50;

    public override async ValueTask<TagResourceResponse> TagResource(
        Call call, TagResourceRequest request, CancellationToken ct)
    {
        TemplateRules.CheckTags(call, request.Tags);
        await Retag(call, request.ResourceArn, tags =>
        {
            foreach (var (key, value) in request.Tags)
            {
                tags[key] = value;
            }
        }, ct);
        return new();
    }

    /// <summary>All of them go where no keys are said.</summary>
    public override async ValueTask<UntagResourceResponse> UntagResource(
        Call call, UntagResourceRequest request, CancellationToken ct)
    {
        await Retag(call, request.ResourceArn, tags =>
        {
            foreach (var key in request.TagKeys ?? [.. tags.Keys])
            {
                tags.Remove(key);
            }
        }, ct);
        return new();
    }

    public override async ValueTask<ListTagsForResourceResponse> ListTagsForResource(
        Call call, ListTagsForResourceRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var tags = (FindTemplate(held.State, call, request.ResourceArn)?.Shown.Tags
            ?? FindExperiment(held.State, call, request.ResourceArn)?.Asked.Tags)
            ?? throw Refusal.NoResource(request.ResourceArn);
        await held.Keep();
        return new() { Tags = tags };
    }

    private async ValueTask Retag(
        Call call, string arn, System.Action<Dictionary<string, string>> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (FindTemplate(held.State, call, arn) is { } template)
        {
            held.State.Templates.Put(template with
            {
                Shown = template.Shown.With(shown => shown.Tags = Changed(shown.Tags)),
            });
        }
        else if (FindExperiment(held.State, call, arn) is { } experiment)
        {
            held.State.Experiments.Put(experiment with
            {
                Asked = experiment.Asked.With(asked => asked.Tags = Changed(asked.Tags)),
            });
        }
        else
        {
            throw Refusal.NoResource(arn);
        }

        await held.Keep();

        Dictionary<string, string> Changed(Dictionary<string, string>? before)
        {
            var tags = new Dictionary<string, string>(before ?? [], StringComparer.Ordinal);
            change(tags);
            return tags.Count <= TagsMost ? tags : throw Refusal.Invalid($"A resource has at most {TagsMost} tags.");
        }
    }

    private static TemplateRow? FindTemplate(FisState state, Call call, string arn) =>
        state.Templates.Find(call.Account, Names.IdOf(call, Names.Template, arn));

    private static ExperimentRow? FindExperiment(FisState state, Call call, string arn) =>
        state.Experiments.Find(call.Account, Names.IdOf(call, Names.Experiment, arn));
}
