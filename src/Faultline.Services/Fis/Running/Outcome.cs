using System.Collections.Immutable;
using Faultline.Services.Fis.Keeping;

namespace Faultline.Services.Fis.Running;

/// <summary>What came of an order.</summary>
internal abstract record Outcome
{
    /// <summary>What it asks for is so: an action is over, or has put things right.</summary>
    public sealed record Done : Outcome;

    /// <summary>It is not so yet, or there is nothing new: it is asked again after a while.</summary>
    public sealed record NotYet : Outcome;

    /// <summary>An action has begun, and knows this.</summary>
    public sealed record Begun(ImmutableSortedDictionary<string, string> Kept) : Outcome;

    /// <summary>All is there, and these are the targets.</summary>
    public sealed record Prepared(ImmutableArray<Found> Found) : Outcome;

    /// <summary>The experiment does not go on.</summary>
    public sealed record Over(Verdict Verdict) : Outcome;

    /// <summary>It was refused: with this code of a failure, for this reason.</summary>
    public sealed record Refused(string Code, string Reason) : Outcome;

    /// <summary>So many lines of the log are delivered.</summary>
    public sealed record Delivered(int Lines) : Outcome;
}
