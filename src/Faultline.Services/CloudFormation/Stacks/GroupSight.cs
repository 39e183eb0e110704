using System.Collections.Immutable;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// An Auto Scaling group as it was found: its sizes, who is in it, and which of its processes stand still.
/// </summary>
internal sealed record GroupSight(int Min, int Max, int Desired)
{
    /// <summary>The instances that count, and are not on their way out.</summary>
    public ImmutableList<GroupMember> Live { get; init; } = [];

    public ImmutableList<string> Suspended { get; init; } = [];

    public bool Has(string id) => Live.Exists(each => each.Id == id);
}

/// <summary>An instance of a group.</summary>
/// <param name="IsObsolete">It is not what the group launches now.</param>
/// <param name="Launched">Where that was looked up.</param>
internal sealed record GroupMember(string Id, bool IsServing, bool IsObsolete, DateTimeOffset? Launched = null);
