using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>An instance refresh as the API shows it, and what its group was launched from before.</summary>
/// <param name="Group">The id of the group's row.</param>
internal sealed record Refresh(string Id, string Account, string Group, InstanceRefresh Shown) : IRow
{
    /// <summary>What a rollback goes back to; null where the refresh changes nothing of it.</summary>
    public DesiredConfiguration? Before { get; init; }

    /// <summary>The instance types that fitted what a rollback goes back to.</summary>
    public ImmutableList<Offer> OffersBefore { get; init; } = [];

    /// <summary>When a checkpoint, or the bake time, is over.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The checkpoints that it has come past.</summary>
    public int Checkpoints { get; init; }

    /// <summary>Instances launched before this hour are to be replaced.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it last came further.</summary>
    public required DateTimeOffset Moved { get; init; }

    /// <summary>What instances are to be of, with the number of its version; null for a launch configuration.</summary>
    public LaunchTemplateSpecification? Wanted { get; init; }

    /// <summary>The same of what a rollback goes back to.</summary>
    public LaunchTemplateSpecification? WantedBefore { get; init; }

    /// <summary>The names of the alarms that end it.</summary>
    public IReadOnlyList<string> Alarms => Shown.Preferences?.AlarmSpecification?.Alarms ?? [];

    public string Status => Shown.Status!;

    public bool IsOver => Status is not (InstanceRefreshStatus.Pending or InstanceRefreshStatus.InProgress
        or InstanceRefreshStatus.Cancelling or InstanceRefreshStatus.RollbackInProgress
        or InstanceRefreshStatus.Baking);

    public static RowForm<Refresh, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Group);
            Structure.Write(entry, 4, row.Shown);
            Structure.Write(entry, 5, row.Before);
            entry.Time(6, row.Due);
            entry.Whole(7, row.Checkpoints);
            entry.Time(8, row.Since);
            entry.Time(9, row.Moved);
            Structure.Write(entry, 10, row.Wanted);
            Structure.Write(entry, 11, row.WantedBefore);
            Offer.Write(entry, 12, row.OffersBefore);
        },
        static entry =>
        {
            var row = new Refresh("", "", "", new()) { Since = default, Moved = default };
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Group = entry.Text() },
                    4 => row with { Shown = Structure.Read<InstanceRefresh>(entry) },
                    5 => row with { Before = Structure.Read<DesiredConfiguration>(entry) },
                    6 => row with { Due = entry.Time() },
                    7 => row with { Checkpoints = (int)entry.Whole() },
                    8 => row with { Since = entry.Time() },
                    9 => row with { Moved = entry.Time() },
                    10 => row with { Wanted = Structure.Read<LaunchTemplateSpecification>(entry) },
                    11 => row with { WantedBefore = Structure.Read<LaunchTemplateSpecification>(entry) },
                    12 => row with { OffersBefore = row.OffersBefore.Add(Offer.Read(entry.Nested())) },
                    _ => row,
                };
            }

            return row;
        });

    public Refresh With(Action<InstanceRefresh> change) => this with { Shown = Shown.With(change) };
}
