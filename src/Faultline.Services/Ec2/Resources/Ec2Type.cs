using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// What the types of EC2 have in common: what they make is marked with the token of its work, or known by what it
/// joins, so that a second try finds it before it makes another. Only properties that this EC2 acts upon are taken.
/// </summary>
internal abstract class Ec2Type(Ec2Api ec2, string name, params IReadOnlyList<string> takes)
    : Provisioning.ResourceType("AWS::EC2::" + name)
{
    protected Ec2Api Ec2 => ec2;

    /// <summary>The properties that are changed in place; its tags are too, where it has some.</summary>
    protected virtual IReadOnlyList<string> InPlace => [];

    public sealed override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        CheckTaken(work.Properties);
        var id = await Find(work, ct) ?? await Make(work, ct);
        await Change(work with { Id = id }, Properties.None, ct);
        return id;
    }

    public sealed override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        CheckTaken(work.Properties);
        var changed = Differing(before, work.Properties).Where(each => each != Facts.TagsProperty);
        if (changed.Except(InPlace).ToList() is [_, ..] fixedOnes)
        {
            throw new AwsError(
                "NotUpdatable", 400,
                $"Update of resource type is not permitted: {Name} cannot change {string.Join(", ", fixedOnes)}.");
        }

        await Change(work, before, ct);
        if (await Tagged(work, ct) is { } tagged)
        {
            await Mark.Change(ec2, work, tagged, TagsOf(work, before), TagsOf(work, work.Properties), ct);
        }
    }

    public sealed override async ValueTask Delete(Work work, CancellationToken ct)
    {
        try
        {
            if (await Known(work, ct) is { } known)
            {
                await Remove(known, ct);
            }
        }
        catch (AwsError error) when (SaysGone(error))
        {
            // It was deleted before, by whomever.
        }
    }

    public sealed override async ValueTask<bool> IsGone(Work work, CancellationToken ct)
    {
        try
        {
            return await Known(work, ct) is not { } known || await Went(known, ct);
        }
        catch (AwsError error) when (SaysGone(error))
        {
            return true;
        }
    }

    public sealed override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        try
        {
            return await Known(work, ct) is { } known && await Look(known, ct) is { } shown ? Known(shown) : null;
        }
        catch (AwsError error) when (SaysGone(error))
        {
            return null;
        }
    }

    /// <summary>What an earlier try with this work made; null when there is none.</summary>
    protected abstract ValueTask<string?> Find(Work work, CancellationToken ct);

    /// <summary>Makes it, with the mark of its work, and answers how it is called.</summary>
    protected abstract ValueTask<string> Make(Work work, CancellationToken ct);

    /// <summary>
    /// Changes what of it can be changed in place. Follows its making too, for what that does not take; nothing was
    /// there before then.
    /// </summary>
    protected virtual ValueTask Change(Work work, Properties before, CancellationToken ct) => ValueTask.CompletedTask;

    /// <summary>Begins its end.</summary>
    protected abstract ValueTask Remove(Work work, CancellationToken ct);

    /// <summary>Whether its end, once begun, is over.</summary>
    protected virtual ValueTask<bool> Went(Work work, CancellationToken ct) => ValueTask.FromResult(true);

    /// <summary>What it is now. What the facts of the type do not name is left out of it later.</summary>
    protected abstract ValueTask<JsonObject?> Look(Work work, CancellationToken ct);

    /// <summary>By which id its tags are changed; null where it has none.</summary>
    protected virtual ValueTask<string?> Tagged(Work work, CancellationToken ct) =>
        ValueTask.FromResult(Facts.TagsProperty is null ? null : work.Id);

    /// <summary>The tags that the properties ask for, with those of the stack.</summary>
    protected virtual Dictionary<string, string> TagsOf(Work work, Properties properties) => properties.Tags(work);

    /// <summary>Whether a change from one to the other has to do with any of the properties.</summary>
    protected static bool Differ(Properties before, Properties after, params ReadOnlySpan<string> names)
    {
        foreach (var each in names)
        {
            if (!Nodes.Same(before[each], after[each]))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Differing(Properties before, Properties after) =>
        before.Names.Union(after.Names).Where(each => !Nodes.Same(before[each], after[each]));

    /// <summary>
    /// Refuses by name what asks for something that this EC2 has not; what asks for nothing may stand.
    /// </summary>
    private void CheckTaken(Properties properties)
    {
        if (properties.Names.Where(each => !takes.Contains(each) && Nodes.Asks(properties[each])).ToList() is
            [_, ..] others)
        {
            throw new AwsError(
                "UnsupportedOperation", 400,
                $"Faultline's EC2 does not have what these properties of {Name} ask for: {string.Join(", ", others)}.");
        }
    }

    private async ValueTask<Work?> Known(Work work, CancellationToken ct) => work.Id is not null
        ? work
        : await Find(work, ct) is { } id ? work with { Id = id } : null;

    private JsonObject Known(JsonObject shown)
    {
        foreach (var name in shown.Select(each => each.Key).ToList())
        {
            if (shown[name] is null || !(Facts.Properties.ContainsKey(name) || Facts.Attributes.ContainsKey(name)))
            {
                shown.Remove(name);
            }
        }

        if (shown["Tags"] is JsonArray tags)
        {
            shown["Tags"] = Mark.Without(tags);
        }

        return shown;
    }
}
