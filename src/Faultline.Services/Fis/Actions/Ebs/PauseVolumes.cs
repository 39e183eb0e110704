namespace Faultline.Services.Fis.Actions.Ebs;

/// <summary>Has nothing that is read or written on volumes come back before the end.</summary>
internal sealed class PauseVolumes(ActionReach reach) : FaultAction(reach)
{
    protected override IEnumerable<Strike> Strikes(ActionScene scene) => scene.Targets.Select(volume =>
        new Strike("disk-stuck", new Dictionary<string, string> { ["resource"] = volume.Arn }));
}
