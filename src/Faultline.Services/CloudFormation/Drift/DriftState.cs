using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>The looks for drift that are under way or were, and what was found last at each resource. Pure.</summary>
internal sealed class DriftState : IState
{
    /// <summary>"Detection IDs are valid for 90 days" (DescribeStackDriftDetectionStatus).</summary>
    private static readonly TimeSpan kept = TimeSpan.FromDays(90);

    private readonly Tables tables;

    public DriftState() => tables = new([Detections, Findings]);

    /// <summary>Under the ids that the API gives.</summary>
    public Table<Detection, string> Detections { get; } = new(Kinds.Detection, "", Detection.Form);

    /// <summary>Under <see cref="ResourceRow.IdOf"/>.</summary>
    public Table<OfStack<StackResourceDrift>, string> Findings { get; } =
        new(Kinds.Finding, "", OfStack<StackResourceDrift>.Form);

    public IEnumerable<StackResourceDrift> Of(string stack) =>
        Findings.All.Where(row => row.Stack == stack).Select(row => row.Shown);

    public void Found(string account, StackResourceDrift drift) => Findings.Put(new(
        ResourceRow.IdOf(drift.StackId!, drift.LogicalResourceId!), account, drift.StackId!, drift));

    /// <summary>What is too old goes, and what was found at resources that are not there any more.</summary>
    public void Forget(DateTimeOffset now, string stack, IReadOnlySet<string> logicalIds)
    {
        Detections.All.Where(each => !each.IsUnderWay && each.Shown.Timestamp < now - kept)
            .Select(each => each.Id).ToList().ForEach(Detections.Remove);
        Findings.All.Where(row => row.Stack == stack && !logicalIds.Contains(row.Shown.LogicalResourceId!))
            .Select(row => row.Id).ToList().ForEach(Findings.Remove);
    }

    public void Loaded()
    {
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);
}
