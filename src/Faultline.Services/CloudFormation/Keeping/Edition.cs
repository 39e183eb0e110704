using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>What a stack is to be: a template with all that was said with it. It is never changed.</summary>
internal sealed record Edition
{
    /// <summary>The text of the template.</summary>
    public required string Body { get; init; }

    /// <summary>
    /// The values of parameters as the caller gave them; those that are not here have their defaults.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = Pairs.None;

    /// <summary>What Parameter Store held of them when it was asked, by the name there.</summary>
    public ImmutableSortedDictionary<string, string> Stored { get; init; } = Pairs.None;

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = Pairs.None;

    public ImmutableList<string> NotificationArns { get; init; } = [];

    public static void Write(EntryWriter entry, int field, Edition? edition)
    {
        if (edition is null)
        {
            return;
        }

        using (entry.Nest(field))
        {
            entry.Text(1, edition.Body);
            Pairs.Write(entry, 2, edition.Parameters);
            Pairs.Write(entry, 3, edition.Stored);
            Pairs.Write(entry, 4, edition.Tags);
            Pairs.Write(entry, 5, edition.NotificationArns);
        }
    }

    public static Edition Read(EntryReader entry)
    {
        var edition = new Edition { Body = "" };
        while (entry.Next(out var field))
        {
            edition = field switch
            {
                1 => edition with { Body = entry.Text() },
                2 => edition with { Parameters = Pairs.Read(edition.Parameters, entry.Nested()) },
                3 => edition with { Stored = Pairs.Read(edition.Stored, entry.Nested()) },
                4 => edition with { Tags = Pairs.Read(edition.Tags, entry.Nested()) },
                5 => edition with { NotificationArns = edition.NotificationArns.Add(entry.Text()) },
                _ => edition,
            };
        }

        return edition;
    }
}
