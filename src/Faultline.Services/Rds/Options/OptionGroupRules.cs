using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Options;

/// <summary>
/// Option groups. PostgreSQL has no options, so they hold nothing; AWS has them all the same, and every instance is in
/// one ("Working with option groups", user guide).
/// </summary>
internal static class OptionGroupRules
{
    private const string Prefix = "default:postgres-";

    /// <summary>The one of that name; null where there is none. A default is kept only once it is tagged.</summary>
    public static NamedRow<OptionGroup>? Find(RdsState state, string region, string account, string name)
    {
        if (state.OptionGroups.Find(account, Names.Id(account, name)) is { } row)
        {
            return row;
        }

        return IsDefault(name) && Families.IsKnown($"postgres{name[Prefix.Length..]}")
            ? DefaultOf(region, account, name[Prefix.Length..])
            : null;
    }

    /// <summary>What an instance of a major version shows of the group; refused where it is for another one.</summary>
    public static string For(NamedRow<OptionGroup> group, int major) =>
        group.Shown.MajorEngineVersion == FormattableString.Invariant($"{major}")
            ? group.Shown.OptionGroupName!
            : throw Refusal.Combination(
                $"The option group {group.Shown.OptionGroupName} is for {EngineNames.Postgres} "
                + $"{group.Shown.MajorEngineVersion}, and the DB instance is of {EngineNames.Postgres} {major}.");

    public static string DefaultName(int major) => FormattableString.Invariant($"{Prefix}{major}");

    public static NamedRow<OptionGroup> DefaultOf(string region, string account, string major) => Made(
        region, account, Prefix + major, major, $"Default option group for postgres {major}");

    public static bool IsDefault(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static NamedRow<OptionGroup> Made(
        string region, string account, string name, string major, string description) =>
        new(Names.Id(account, name), account, new()
        {
            OptionGroupName = name,
            OptionGroupDescription = description,
            EngineName = EngineNames.Postgres,
            MajorEngineVersion = major,
            Options = [],
            AllowsVpcAndNonVpcInstanceMemberships = true,
            OptionGroupArn = Arns.Of(region, account, Arns.OptionGroup, name),
        });
}
