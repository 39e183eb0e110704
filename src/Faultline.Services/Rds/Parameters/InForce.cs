using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Store;

namespace Faultline.Services.Rds.Parameters;

/// <summary>
/// What of a parameter group is in force at an instance, by the names and values that RDS has for it: a group may have
/// changed since, or be another one that waits for a reboot ("Working with parameter groups", user guide).
/// </summary>
internal sealed record InForce(string Group, IReadOnlyDictionary<string, string> Values)
{
    public const string InSync = "in-sync";
    public const string Applying = "applying";
    public const string PendingReboot = "pending-reboot";

    /// <summary>What comes into force when an instance of the group starts.</summary>
    public static InForce AtStart(ParameterGroupRow group) => new(
        group.Name,
        group.Changes.Values.Where(change => change.ParameterValue is not null)
            .ToDictionary(change => change.ParameterName!, change => change.ParameterValue!, StringComparer.Ordinal));

    /// <summary>What is in force of the group without a restart: changes that are to be applied at once.</summary>
    public InForce Now(ParameterGroupRow group)
    {
        if (group.Name != Group)
        {
            return this;
        }

        var values = new Dictionary<string, string>(Values, StringComparer.Ordinal);
        foreach (var change in group.Changes.Values.Where(IsImmediate))
        {
            if (change.ParameterValue is { } value)
            {
                values[change.ParameterName!] = value;
            }
            else
            {
                values.Remove(change.ParameterName!);
            }
        }

        return this with { Values = values };
    }

    /// <summary>ParameterApplyStatus, once what is in force is so in the database too.</summary>
    public string Status(ParameterGroupRow group) => IsAs(AtStart(group)) ? InSync : PendingReboot;

    /// <summary>Nothing of them differs.</summary>
    public bool IsAs(InForce other) =>
        Group == other.Group
        && Values.Count == other.Values.Count
        && Values.All(each => other.Values.GetValueOrDefault(each.Key) == each.Value);

    public void Write(EntryWriter entry, int field) => Structure.Write(entry, field, new DBParameterGroupDetails
    {
        Marker = Group,
        Parameters =
        [
            .. Values.OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => new Parameter { ParameterName = each.Key, ParameterValue = each.Value }),
        ],
    });

    public static InForce Read(EntryReader field)
    {
        var read = Structure.Read<DBParameterGroupDetails>(field);
        return new(
            read.Marker ?? "",
            (read.Parameters ?? []).ToDictionary(
                each => each.ParameterName!, each => each.ParameterValue!, StringComparer.Ordinal));
    }

    private static bool IsImmediate(Parameter change) => change.ApplyMethod == ApplyMethod.Immediate;
}
