using System.Globalization;
using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ssm;

internal sealed partial class Ssm
{
    /// <summary>
    /// A label that another version has moves over; one that cannot be is named, and the others stay.
    /// </summary>
    public override async ValueTask<LabelParameterVersionResult> LabelParameterVersion(
        Call call, LabelParameterVersionRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var row = Find(state, call, request.Name);
        var version = Numbered(state, row, request.ParameterVersion ?? row.Newest);
        var asked = request.Labels.Distinct(StringComparer.Ordinal).ToList();
        var labels = (version.Labels ?? []).Union(asked.Where(LabelRules.IsValid), StringComparer.Ordinal).ToList();
        if (labels.Count > Limits.LabelsMax)
        {
            throw SsmErrors.ParameterVersionLabelLimitExceeded(
                $"A parameter version can have maximum {Limits.LabelsMax} labels. Move one or more labels to another "
                + "version and try again.");
        }

        foreach (var other in state.VersionsOf(row).Where(Has).ToList())
        {
            Relabel(state, row, other, other.Labels!.FindAll(label => !labels.Contains(label)));
        }

        Relabel(state, row, version, labels);
        await held.Keep();
        return new()
        {
            InvalidLabels = asked.FindAll(label => !LabelRules.IsValid(label)),
            ParameterVersion = version.Version,
        };

        bool Has(ParameterHistory each) => each.Labels?.Exists(labels.Contains) == true;
    }

    public override async ValueTask<UnlabelParameterVersionResult> UnlabelParameterVersion(
        Call call, UnlabelParameterVersionRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.Name);
        var version = Numbered(held.State, row, request.ParameterVersion!.Value);
        var (has, asked) = (version.Labels ?? [], request.Labels.Distinct(StringComparer.Ordinal).ToList());
        Relabel(held.State, row, version, has.FindAll(label => !asked.Contains(label)));
        await held.Keep();
        return new()
        {
            RemovedLabels = asked.FindAll(has.Contains),
            InvalidLabels = asked.FindAll(label => !has.Contains(label)),
        };
    }

    private static ParameterHistory Numbered(SsmState state, ParameterRow row, long number) =>
        state.Version(row, number)
        ?? throw Refusal.NoVersion(row.Name, number.ToString(CultureInfo.InvariantCulture));

    private static void Relabel(SsmState state, ParameterRow row, ParameterHistory version, List<string> labels) =>
        state.Put(row, version.With(shown => shown.Labels = labels.Count > 0 ? labels : null));
}
