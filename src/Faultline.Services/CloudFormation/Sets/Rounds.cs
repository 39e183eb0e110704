using Faultline.Kernel;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// The loop over all operations on stack sets: decides, keeps that, works at the stacks, and keeps what came of it.
/// </summary>
internal sealed class Rounds(SetsBook book, Node node, Hands hands, Pace pace)
{
    /// <summary>So many stacks are worked at at once.</summary>
    private const int CallsMax = 16;

    private readonly Dice dice = node.Dice.Fork("stack set names");

    /// <summary>One round; gives when the next one is due.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var (errands, isChanged) = await Decide(ct);
        if (errands.Count == 0)
        {
            // What ended may let something else begin.
            return isChanged ? node.Now : null;
        }

        var reports = new List<Report>();
        foreach (var some in errands.Chunk(CallsMax))
        {
            reports.AddRange(await Task.WhenAll(some.Select(errand => hands.Do(errand, ct))));
        }

        return await Take(reports, ct) ? node.Now : node.Now + pace.Poll;
    }

    private async ValueTask<(IReadOnlyList<Errand> Errands, bool IsChanged)> Decide(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var errands = new Advance(held.State, node.Now, dice).All();
        var isChanged = held.State.IsChanged;
        await held.Keep();
        return (errands, isChanged);
    }

    private async ValueTask<bool> Take(List<Report> reports, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        new Arrivals(held.State, pace, node.Now, dice).Take(reports);
        var isChanged = held.State.IsChanged;
        await held.Keep();
        return isChanged;
    }
}
