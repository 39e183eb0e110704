using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>What an instance refresh may be (StartInstanceRefresh in the API reference). Pure.</summary>
internal static class RefreshRules
{
    /// <summary>"You can specify up to 10 alarms" (AlarmSpecification, API reference).</summary>
    private const int AlarmsMax = 10;

    public static void Check(StartInstanceRefreshType request)
    {
        if (request.Strategy is not (null or RefreshStrategy.Rolling))
        {
            throw Refusal.NotBuilt($"the refresh strategy {request.Strategy}");
        }

        if (request.Preferences is not { } preferences)
        {
            return;
        }

        var (min, max) = (preferences.MinHealthyPercentage, preferences.MaxHealthyPercentage);
        if (min is < 0 or > 100 || max is < 100 or > 200 || max - min > 100 || (max is not null && min is null))
        {
            throw Refusal.Invalid(
                "MinHealthyPercentage must be between 0 and 100, MaxHealthyPercentage between 100 and 200 and given "
                + "only with a MinHealthyPercentage, and the difference between the two not more than 100.");
        }

        var stops = preferences.CheckpointPercentages ?? [];
        if (stops.Exists(stop => stop is < 1 or > 100)
            || stops.Zip(stops.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw Refusal.Invalid("CheckpointPercentages must be unique, in ascending order, between 1 and 100.");
        }

        if (preferences.AlarmSpecification?.Alarms is { Count: > AlarmsMax })
        {
            throw Refusal.Invalid($"An alarm specification can have up to {AlarmsMax} alarms.");
        }
    }

    /// <summary>Auto rollback needs something to go back to.</summary>
    public static void CheckRollback(StartInstanceRefreshType request, Group group)
    {
        if (request.Preferences?.AutoRollback != true)
        {
            return;
        }

        var before = new DesiredConfiguration
        {
            LaunchTemplate = group.Shown.LaunchTemplate,
            MixedInstancesPolicy = group.Shown.MixedInstancesPolicy,
        };
        if (request.DesiredConfiguration is null || IsAlias(before)
            || TemplateOf(before) is null)
        {
            throw Refusal.Invalid(
                "AutoRollback needs a desired configuration, and a group that has a launch template with a numbered "
                + "version.");
        }
    }

    /// <summary>Nobody goes back to $Latest or $Default: what they were is not known any more.</summary>
    public static bool IsAlias(DesiredConfiguration configuration) =>
        TemplateOf(configuration)?.Version is { } version && version.StartsWith('$');

    private static LaunchTemplateSpecification? TemplateOf(DesiredConfiguration configuration) =>
        configuration.LaunchTemplate
        ?? configuration.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

    /// <summary>What AWS shows where nothing was said (RefreshPreferences, API reference).</summary>
    public static RefreshPreferences WithDefaults(RefreshPreferences? asked) => (asked ?? new()).With(preferences =>
    {
        preferences.SkipMatching ??= false;
        preferences.AutoRollback ??= false;
        preferences.ScaleInProtectedInstances ??= ScaleInProtectedInstances.Wait;
        preferences.StandbyInstances ??= StandbyInstances.Wait;
    });
}
