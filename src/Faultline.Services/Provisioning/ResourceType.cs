using System.Text.Json.Nodes;
using Faultline.Wire;

namespace Faultline.Services.Provisioning;

/// <summary>
/// A type of resources as CloudFormation makes them: one small class a type, in the folder of its service, that calls
/// that service's API and nothing else. Every method may be called again after a crash, with the same work.
/// </summary>
public abstract class ResourceType(string name)
{
    private TypeFacts? facts;

    /// <summary>As in <c>AWS::EC2::VPC</c>.</summary>
    public string Name => name;

    /// <summary>Its properties and attributes, as AWS publishes them.</summary>
    public TypeFacts Facts => facts ??= TypeFacts.Read(name);

    /// <summary>
    /// Makes it and answers how it is called from now on. An earlier try may have made it already: then that is it
    /// (by the client token, a name that follows from the work, or the tags of the work), and no other is made.
    /// </summary>
    public abstract ValueTask<string> Create(Work work, CancellationToken ct);

    /// <summary>
    /// Whether what was made or changed is as it is to be, asked again and again until it is. Throws what came in its
    /// way when it never will be.
    /// </summary>
    public virtual ValueTask<bool> IsReady(Work work, CancellationToken ct) => ValueTask.FromResult(true);

    /// <summary>
    /// Changes it in place from what it was to what it is to be. Called only for what replaces nothing.
    /// </summary>
    public virtual ValueTask Update(Work work, Properties before, CancellationToken ct) =>
        throw new AwsError("NotUpdatable", 400, $"Resource type {name} does not support updates in place.");

    /// <summary>Deletes it. What is gone already is deleted.</summary>
    public abstract ValueTask Delete(Work work, CancellationToken ct);

    /// <summary>What is of it can outlive it as a snapshot, as the policy <c>Snapshot</c> wants.</summary>
    public virtual bool LeavesSnapshots => false;

    /// <summary>Deletes it, and leaves a snapshot of it, however often this is tried.</summary>
    public virtual ValueTask DeleteWithSnapshot(Work work, CancellationToken ct) =>
        throw new AwsError("InvalidRequest", 400, $"Faultline takes no snapshots of {name} yet.");

    /// <summary>Whether it is gone after all, asked again and again until it is.</summary>
    public virtual ValueTask<bool> IsGone(Work work, CancellationToken ct) => ValueTask.FromResult(true);

    /// <summary>
    /// What it is now: its properties, in the template's names, and its attributes for <c>Fn::GetAtt</c> (one with a
    /// dot in its name stands as it is written, or nested). Null when it is not there.
    /// </summary>
    public abstract ValueTask<JsonObject?> Read(Work work, CancellationToken ct);

    /// <summary>
    /// Another thing of which this one, as it came or went, has changed the attributes; null where there is none.
    /// </summary>
    public virtual ValueTask<Neighbour?> Touched(Work work, CancellationToken ct) =>
        ValueTask.FromResult<Neighbour?>(null);

    /// <summary>
    /// Whether a change of these properties needs another resource in its place. A type whose facts say "maybe" of one
    /// decides here.
    /// </summary>
    public virtual bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Any(property => Facts.Find(property)?.Replaces == Replacement.Always);

    /// <summary>Whether this error of a service says that the thing is not there.</summary>
    public virtual bool SaysGone(AwsError error) =>
        error.Code.Contains("NotFound", StringComparison.Ordinal)
        || error.Code.Contains("NonExistent", StringComparison.Ordinal)
        || error.Code.Contains("DoesNotExist", StringComparison.Ordinal)
        || error.Code.StartsWith("NoSuch", StringComparison.Ordinal);
}
