using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>One thing that was made for a stack, or is about to be: what it is, and how to find it again.</summary>
/// <param name="Token">The client token that it is made under; another one for each that replaces it.</param>
internal sealed record Made(string Type, string Token)
{
    /// <summary>How its service knows it; null until it said so.</summary>
    public string? PhysicalId { get; init; }

    /// <summary>
    /// It may be there though nobody answered how it is called. Who wants it gone makes it once more, under the same
    /// token, to find it.
    /// </summary>
    public bool IsUncertain { get; init; }

    /// <summary>Its properties with every function resolved, as JSON; dynamic references stand as they are.</summary>
    public string Properties { get; init; } = "{}";

    /// <summary>
    /// What its template says of it, where it was found otherwise: then its properties are what was found, and a
    /// rollback goes back to those.
    /// </summary>
    public string? Declared { get; init; }

    /// <summary>What its type read of it once it was ready, as JSON: properties and attributes.</summary>
    public string Attributes { get; init; } = "{}";

    /// <summary>The resources, by logical id, that it needs.</summary>
    public ImmutableList<string> Needs { get; init; } = [];

    public string? DeletionPolicy { get; init; }

    public string? UpdateReplacePolicy { get; init; }

    /// <summary>As JSON.</summary>
    public string? Metadata { get; init; }

    /// <summary>As JSON, with the values of parameters.</summary>
    public string? CreationPolicy { get; init; }

    /// <inheritdoc cref="CreationPolicy"/>
    public string? UpdatePolicy { get; init; }

    public string? Description { get; init; }

    /// <summary>Whether there is, or may be, something to delete.</summary>
    public bool Exists => PhysicalId is not null || IsUncertain;

    /// <summary>The same as its template says it.</summary>
    public Made AsDeclared() => Declared is { } declared ? this with { Properties = declared, Declared = null } : this;

    public JsonObject ReadProperties() => JsonNode.Parse(Properties)!.AsObject();

    public static void Write(EntryWriter entry, int field, Made? made)
    {
        if (made is null)
        {
            return;
        }

        using (entry.Nest(field))
        {
            entry.Text(1, made.Type);
            entry.Text(2, made.Token);
            entry.Text(3, made.PhysicalId);
            entry.Flag(4, made.IsUncertain);
            entry.Text(5, made.Properties);
            entry.Text(6, made.Attributes);
            Pairs.Write(entry, 7, made.Needs);
            entry.Text(8, made.DeletionPolicy);
            entry.Text(9, made.UpdateReplacePolicy);
            entry.Text(10, made.Metadata);
            entry.Text(11, made.CreationPolicy);
            entry.Text(12, made.UpdatePolicy);
            entry.Text(13, made.Description);
            entry.Text(14, made.Declared);
        }
    }

    public static Made Read(EntryReader entry)
    {
        var made = new Made("", "");
        while (entry.Next(out var field))
        {
            made = field switch
            {
                1 => made with { Type = entry.Text() },
                2 => made with { Token = entry.Text() },
                3 => made with { PhysicalId = entry.Text() },
                4 => made with { IsUncertain = entry.Flag() },
                5 => made with { Properties = entry.Text() },
                6 => made with { Attributes = entry.Text() },
                7 => made with { Needs = made.Needs.Add(entry.Text()) },
                8 => made with { DeletionPolicy = entry.Text() },
                9 => made with { UpdateReplacePolicy = entry.Text() },
                10 => made with { Metadata = entry.Text() },
                11 => made with { CreationPolicy = entry.Text() },
                12 => made with { UpdatePolicy = entry.Text() },
                13 => made with { Description = entry.Text() },
                14 => made with { Declared = entry.Text() },
                _ => made,
            };
        }

        return made;
    }
}
