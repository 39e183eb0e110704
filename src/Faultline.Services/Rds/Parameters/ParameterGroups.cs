using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Parameters;

/// <summary>
/// Parameter groups: those that accounts made, and the default of each family, which nobody makes and nobody changes.
/// </summary>
internal static class ParameterGroups
{
    public const string Prefix = "default.";

    /// <summary>
    /// The group of that name; null where there is none. A default is kept only once it says more than its name.
    /// </summary>
    public static ParameterGroupRow? Find(RdsState state, string region, string account, string name)
    {
        if (state.ParameterGroups.Find(account, Names.Id(account, name)) is { } row)
        {
            return row;
        }

        return IsDefault(name) && Families.IsKnown(name[Prefix.Length..].ToLowerInvariant())
            ? DefaultOf(region, account, name[Prefix.Length..].ToLowerInvariant())
            : null;
    }

    public static ParameterGroupRow DefaultOf(string region, string account, string family) => Made(
        region, account, Prefix + family, family, $"Default parameter group for {family}");

    public static ParameterGroupRow Made(
        string region, string account, string name, string family, string description) =>
        new(Names.Id(account, name), account, new()
        {
            DBParameterGroupName = name,
            DBParameterGroupFamily = family,
            Description = description,
            DBParameterGroupArn = Arns.Of(region, account, Arns.ParameterGroup, name),
        });

    public static bool IsDefault(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
