using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;

namespace Faultline.Services.Ssm;

/// <summary>
/// Filters of lists ("ParameterStringFilter", API reference): which keys, options and values there are, and what
/// passes. Pure.
/// </summary>
internal sealed class Filters
{
    private const string EqualsOption = "Equals";
    private const string BeginsWith = "BeginsWith";
    private const string Contains = "Contains";
    private const string Recursive = "Recursive";
    private const string OneLevel = "OneLevel";
    private const string TagPrefix = "tag:";

    private static readonly string[] types =
        [ParameterType.String, ParameterType.StringList, ParameterType.SecureString];

    private static readonly string[] tiers =
        [ParameterTier.Standard, ParameterTier.Advanced, ParameterTier.IntelligentTiering];

    private readonly List<(string Key, string Option, List<string> Values)> all;

    private Filters(List<(string, string, List<string>)> all) => this.all = all;

    /// <summary>Those of DescribeParameters, as it has them today.</summary>
    public static Filters Listing(List<ParameterStringFilter>? asked) =>
        Read(asked, ["Path", "Name", "Type", "KeyId", "Tier", "DataType"], takesTags: true);

    /// <summary>Those of GetParametersByPath.</summary>
    public static Filters InPath(List<ParameterStringFilter>? asked) =>
        Read(asked, ["Type", "KeyId", "Label", "DataType"], takesTags: false);

    /// <summary>Those that DescribeParameters had first.</summary>
    public static Filters Old(List<ParametersFilter>? asked) => new((asked ?? []).ConvertAll(filter => (
        filter.Key, filter.Key == ParametersFilterKey.Name ? BeginsWith : EqualsOption, filter.Values)));

    /// <summary>Whether a name lies under a path: directly, or anywhere.</summary>
    public static bool IsUnder(string name, string path, bool isRecursive)
    {
        var front = path.EndsWith('/') ? path : $"{path}/";
        var full = name[0] == '/' ? name : $"/{name}";
        return full.StartsWith(front, StringComparison.Ordinal)
            && (isRecursive || full.IndexOf('/', front.Length) < 0);
    }

    /// <summary>The version of a parameter that passes, as it is shown; null where none does.</summary>
    public ParameterHistory? Pick(SsmState state, ParameterRow row)
    {
        var labels = all.Find(filter => filter.Key == "Label").Values;
        var version = labels is null
            ? state.Current(row)
            : labels.Select(label => state.Labelled(row, label)).FirstOrDefault(each => each is not null);
        return version is not null && Pass(row, version) ? version : null;
    }

    private bool Pass(ParameterRow row, ParameterHistory version) => all.TrueForAll(filter => filter.Key switch
    {
        "Label" => true,
        "Path" => filter.Values.Exists(path => IsUnder(row.Name, path, filter.Option == Recursive)),
        "Name" => Match(filter.Option, row.Name, filter.Values),
        "Type" => Match(filter.Option, version.Type, filter.Values),
        "KeyId" => Match(filter.Option, version.KeyId, filter.Values),
        "Tier" => Match(filter.Option, row.Tier, filter.Values),
        "DataType" => Match(filter.Option, version.DataType, filter.Values),
        _ => row.Tags.Exists(tag => tag.Key == filter.Key[TagPrefix.Length..]
            && (filter.Values.Count == 0 || Match(filter.Option, tag.Value, filter.Values))),
    });

    private static bool Match(string option, string? text, List<string> values) => text is not null && option switch
    {
        BeginsWith => values.Exists(value => text.StartsWith(value, StringComparison.Ordinal)),
        Contains => values.Exists(value => text.Contains(value, StringComparison.Ordinal)),
        _ => values.Contains(text),
    };

    private static Filters Read(List<ParameterStringFilter>? asked, string[] keys, bool takesTags)
    {
        var read = new List<(string Key, string Option, List<string> Values)>();
        foreach (var filter in asked ?? [])
        {
            var isTag = filter.Key.StartsWith(TagPrefix, StringComparison.Ordinal);
            if (!(isTag ? takesTags : keys.Contains(filter.Key)))
            {
                throw SsmErrors.InvalidFilterKey(
                    $"The following filter key is not valid: {filter.Key}. Valid filter keys include: "
                    + $"[{string.Join(", ", keys)}].");
            }

            if (read.Exists(each => each.Key == filter.Key))
            {
                throw SsmErrors.InvalidFilterKey(
                    $"The following filter is duplicated in the request: {filter.Key}. A request can contain only one "
                    + "occurrence of a specific filter.");
            }

            if (!isTag && filter.Values is not { Count: > 0 })
            {
                throw SsmErrors.InvalidFilterValue(
                    $"The following filter values are missing : null for filter key {filter.Key}.");
            }

            read.Add((filter.Key, OptionOf(filter, isTag), filter.Values ?? []));
            CheckValues(filter);
        }

        return new(read);
    }

    private static string OptionOf(ParameterStringFilter filter, bool isTag)
    {
        string[] options = filter.Key switch
        {
            "Path" => [OneLevel, Recursive],
            "Name" => [EqualsOption, BeginsWith, Contains],
            _ when isTag => [EqualsOption, BeginsWith],
            "Label" or "Tier" or "Type" => [EqualsOption],
            _ => [EqualsOption, BeginsWith],
        };
        var option = filter.Option ?? options[0];
        return options.Contains(option)
            ? option
            : throw SsmErrors.InvalidFilterOption(
                $"The following filter option is not valid: {option}. Valid options include: "
                + $"[{string.Join(", ", options)}].");
    }

    private static void CheckValues(ParameterStringFilter filter)
    {
        var valid = filter.Key switch
        {
            "Type" => types,
            "Tier" => tiers,
            _ => null,
        };
        if (valid is not null && filter.Values!.Find(value => !valid.Contains(value)) is { } wrong)
        {
            throw SsmErrors.InvalidFilterValue(
                $"The following filter value is not valid: {wrong}. Valid values include: "
                + $"[{string.Join(", ", valid)}].");
        }

        foreach (var path in filter.Key == "Path" ? filter.Values! : [])
        {
            if (NameRules.IsReserved(path))
            {
                throw Refusal.Invalid(
                    "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When "
                    + "using global parameters, please specify within a global namespace.");
            }

            NameRules.CheckPath(path);
        }
    }
}
