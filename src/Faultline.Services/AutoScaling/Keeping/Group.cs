using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>
/// A group as the API shows it (its tags with it, its instances not: they are rows of their own), and what is known of
/// how it does.
/// </summary>
internal sealed record Group(string Id, string Account, AutoScalingGroup Shown) : IRow
{
    public string Name => Shown.AutoScalingGroupName!;

    public int Min => Shown.MinSize ?? 0;

    public int Max => Shown.MaxSize ?? 0;

    public int Desired => Shown.DesiredCapacity ?? 0;

    /// <summary>It was deleted, and is here until its instances are gone.</summary>
    public bool IsLeaving => Shown.Status is not null;

    /// <summary>
    /// Why the desired capacity is what it is, as a sentence of a cause; null once the group has come to it.
    /// </summary>
    public string? Why { get; init; }

    /// <summary>Until when simple scaling waits, and whoever honours the cooldown.</summary>
    public DateTimeOffset? CoolsUntil { get; init; }

    /// <summary>The zones in which launches fail, by name.</summary>
    public ImmutableSortedDictionary<string, ZoneTrouble> Troubles { get; init; } =
        ImmutableSortedDictionary<string, ZoneTrouble>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Since when all launches of it fail; null while it launches nothing, or some do not.</summary>
    public DateTimeOffset? FailsSince { get; init; }

    /// <summary>The instance types that fit the requirements of its overrides, as they were looked up.</summary>
    public ImmutableList<Offer> Offers { get; init; } = [];

    /// <summary>Where it launches: its zones, with the subnets that were named.</summary>
    public ImmutableList<Place> Places { get; init; } = [];

    /// <summary>What traffic comes from, in the order in which it was attached.</summary>
    public ImmutableList<TrafficSource> Sources { get; init; } = [];

    public static RowForm<Group, string> Form { get; } = new(Write, Read);

    /// <summary>A name is an account's own.</summary>
    public static string IdOf(string account, string name) => $"{account} {name}";

    /// <summary>The group with a change. Whoever looks at the one before sees no change.</summary>
    public Group With(Action<AutoScalingGroup> change) => this with { Shown = Shown.With(change) };

    public bool Suspends(string process) =>
        Shown.SuspendedProcesses?.Exists(each => each.ProcessName == process) == true;

    private static void Write(EntryWriter entry, Group row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        entry.Text(4, row.Why);
        entry.Time(5, row.CoolsUntil);
        foreach (var (zone, trouble) in row.Troubles)
        {
            using (entry.Nest(6))
            {
                entry.Text(1, zone);
                entry.Time(2, trouble.Until);
                entry.Whole(3, trouble.Failures);
            }
        }

        foreach (var source in row.Sources)
        {
            using (entry.Nest(7))
            {
                entry.Text(1, source.Identifier);
                entry.Text(2, source.Type);
                entry.Text(3, source.State);
            }
        }

        foreach (var place in row.Places)
        {
            using (entry.Nest(8))
            {
                entry.Text(1, place.Zone);
                entry.Text(2, place.ZoneId);
                entry.Text(3, place.Subnet);
            }
        }

        entry.Time(9, row.FailsSince);
        Offer.Write(entry, 10, row.Offers);
    }

    private static Group Read(EntryReader entry)
    {
        var row = new Group("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<AutoScalingGroup>(entry) },
                4 => row with { Why = entry.Text() },
                5 => row with { CoolsUntil = entry.Time() },
                6 => row with { Troubles = Trouble(row.Troubles, entry.Nested()) },
                7 => row with { Sources = row.Sources.Add(Source(entry.Nested())) },
                8 => row with { Places = row.Places.Add(PlaceOf(entry.Nested())) },
                9 => row with { FailsSince = entry.Time() },
                10 => row with { Offers = row.Offers.Add(Offer.Read(entry.Nested())) },
                _ => row,
            };
        }

        return row;
    }

    private static ImmutableSortedDictionary<string, ZoneTrouble> Trouble(
        ImmutableSortedDictionary<string, ZoneTrouble> all, EntryReader entry)
    {
        var (zone, trouble) = ("", new ZoneTrouble(default, 0));
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1: zone = entry.Text(); break;
                case 2: trouble = trouble with { Until = entry.Time() }; break;
                case 3: trouble = trouble with { Failures = (int)entry.Whole() }; break;
            }
        }

        return all.SetItem(zone, trouble);
    }

    private static TrafficSource Source(EntryReader entry)
    {
        var source = new TrafficSource("", "", "");
        while (entry.Next(out var field))
        {
            source = field switch
            {
                1 => source with { Identifier = entry.Text() },
                2 => source with { Type = entry.Text() },
                3 => source with { State = entry.Text() },
                _ => source,
            };
        }

        return source;
    }

    private static Place PlaceOf(EntryReader entry)
    {
        var place = new Place("", "", null);
        while (entry.Next(out var field))
        {
            place = field switch
            {
                1 => place with { Zone = entry.Text() },
                2 => place with { ZoneId = entry.Text() },
                3 => place with { Subnet = entry.Text() },
                _ => place,
            };
        }

        return place;
    }
}

/// <summary>A zone of a group, by the account's name and by id, and a subnet in it where one was named.</summary>
internal sealed record Place(string Zone, string ZoneId, string? Subnet);

/// <summary>Launches in a zone fail: not before that hour is the next one tried there.</summary>
internal sealed record ZoneTrouble(DateTimeOffset Until, int Failures)
{
    /// <summary>The key of what fails wherever it is tried.</summary>
    public const string Anywhere = "*";
}

/// <summary>A target group or balancer of a group.</summary>
/// <param name="Identifier">The ARN of a target group, or the name of a classic balancer.</param>
/// <param name="Type"><c>elbv2</c> or <c>elb</c>.</param>
/// <param name="State">AWS's word: <c>Adding</c>, <c>Added</c>, <c>InService</c>, <c>Removing</c>.</param>
internal sealed record TrafficSource(string Identifier, string Type, string State)
{
    public const string TargetGroup = "elbv2";
    public const string Classic = "elb";
}
