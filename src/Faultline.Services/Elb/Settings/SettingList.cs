using System.Collections.Immutable;
using Faultline.Wire;

namespace Faultline.Services.Elb.Settings;

/// <summary>
/// The attributes that something of one type has, in AWS's order of their names. What nobody has set has the value that
/// AWS gives it.
/// </summary>
internal sealed class SettingList(string noun, IEnumerable<Setting> all)
{
    private readonly SortedDictionary<string, Setting> settings =
        new(all.ToDictionary(setting => setting.Key), StringComparer.Ordinal);

    /// <summary>What AWS says about a key that others of its kind have, and this one has not.</summary>
    public required Func<string, AwsError> Misplaced { get; init; }

    /// <summary>Keys that others of its kind have.</summary>
    public IReadOnlyCollection<string> Elsewhere { get; init; } = [];

    public IEnumerable<string> Keys => settings.Keys;

    public IEnumerable<(string Key, string Value)> Show(ImmutableSortedDictionary<string, string> set) =>
        settings.Values.Select(setting => (setting.Key, set.GetValueOrDefault(setting.Key, setting.Unset)));

    public string Value(ImmutableSortedDictionary<string, string> set, string key) =>
        set.GetValueOrDefault(key, settings[key].Unset);

    /// <summary>What is set afterwards; refused when one key or value is wrong.</summary>
    public ImmutableSortedDictionary<string, string> Change(
        ImmutableSortedDictionary<string, string> set, IEnumerable<(string? Key, string? Value)> asked)
    {
        foreach (var (key, value) in asked)
        {
            set = set.SetItem(key ?? "", Checked(key ?? "", value ?? ""));
        }

        return set;
    }

    private string Checked(string key, string value)
    {
        if (!settings.TryGetValue(key, out var setting))
        {
            throw Elsewhere.Contains(key)
                ? Misplaced(key)
                : Refusal.Invalid($"{noun} attribute key '{key}' is not recognized");
        }

        if (!setting.Takes(value))
        {
            throw Refusal.Invalid($"'{value}' is not a valid value for {noun} attribute '{key}'");
        }

        return setting.IsInert && value != setting.Unset ? throw Refusal.NotBuilt($"the attribute {key}") : value;
    }
}
