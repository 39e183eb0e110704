using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>A step that is to be taken now through a resource's type.</summary>
/// <param name="Key">The id of the resource's row, or of the leftover.</param>
internal sealed record Order(string Key, StackRow Stack, string LogicalId, Made Thing, Step Step)
{
    public bool IsLeftover { get; init; }

    /// <summary>The properties that it has, where they are to be others.</summary>
    public string? Before { get; init; }

    /// <summary>When it was first to be changed so; tries go on from there.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The rolling update that it is in, or was in.</summary>
    public Rolling? Rolling { get; init; }

    /// <summary>A snapshot is to be taken before it goes.</summary>
    public bool TakesSnapshot { get; init; }

    /// <summary>It is taken in, not made.</summary>
    public bool IsImport { get; init; }

    /// <summary>Of a look at alarms: the time for which they are looked at is over with it.</summary>
    public bool IsLast { get; init; }
}

/// <summary>What came of a step.</summary>
internal sealed record Answer(Order Order)
{
    /// <summary>How the thing is called, where the step told.</summary>
    public string? PhysicalId { get; init; }

    /// <summary>It is ready, or gone.</summary>
    public bool IsDone { get; init; }

    /// <summary>What it is now.</summary>
    public JsonObject? Attributes { get; init; }

    /// <summary>The group that is updated a batch at a time, with what its stage asks for done.</summary>
    public GroupSight? Group { get; init; }

    /// <summary>What of another thing is different now.</summary>
    public Neighbour? Touched { get; init; }

    /// <summary>The alarms that were looked at.</summary>
    public ImmutableList<Rung> Alarms { get; init; } = [];

    public AwsError? Error { get; init; }

    /// <summary>The error says that the thing is not there.</summary>
    public bool IsGone { get; init; }
}
