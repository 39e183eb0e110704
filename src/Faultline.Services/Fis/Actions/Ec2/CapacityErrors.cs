namespace Faultline.Services.Fis.Actions.Ec2;

/// <summary>
/// Has zones without room for those that the action is aimed at: calls of roles, or launches of Auto Scaling groups.
/// </summary>
internal sealed class CapacityErrors(ActionReach reach, string aim) : FaultAction(reach)
{
    /// <summary>Aimed at whoever calls in a role.</summary>
    public const string ByRole = "caller";

    /// <summary>Aimed at an Auto Scaling group.</summary>
    public const string ByGroup = "group";

    public override IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
        Given.WithinLimits(parameters, Given.Percentage, 0, 100);

    protected override IEnumerable<Strike> Strikes(ActionScene scene) =>
        from zone in Reach.Zones(scene)
        from target in scene.Targets
        select new Strike("capacity-shortage", new Dictionary<string, string>
        {
            ["place"] = zone.Name,
            [aim] = target.Arn,
            ["share"] = Given.Share(scene.Parameters.GetValueOrDefault(Given.Percentage)),
        });
}
