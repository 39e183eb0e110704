namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// How much of a group must serve, and how far it may grow, while instances are replaced ("Instance maintenance
/// policies" in the Auto Scaling user guide; the defaults of a refresh stand at RefreshPreferences in the API
/// reference). Pure.
/// </summary>
internal static class Percent
{
    private const int RefreshMin = 90;
    private const int RefreshMax = 100;

    /// <summary>Where no policy says more, what is launched before somebody goes is within a tenth.</summary>
    private const int MostUnsaid = 110;

    public static (int Min, int Max) OfRefresh(Scene scene, Keeping.Refresh refresh)
    {
        var policy = scene.Group.Shown.InstanceMaintenancePolicy;
        var preferences = refresh.Shown.Preferences;
        return (
            preferences?.MinHealthyPercentage ?? Said(policy?.MinHealthyPercentage) ?? RefreshMin,
            preferences?.MaxHealthyPercentage ?? Said(policy?.MaxHealthyPercentage) ?? RefreshMax);
    }

    public static int MostHealthy(Scene scene) => scene.State.RefreshOf(scene.Group.Id) is { } refresh
        ? OfRefresh(scene, refresh).Max
        : Said(scene.Group.Shown.InstanceMaintenancePolicy?.MaxHealthyPercentage) ?? MostUnsaid;

    /// <summary>Minus one takes a policy back.</summary>
    private static int? Said(int? percent) => percent is null or < 0 ? null : percent;
}
