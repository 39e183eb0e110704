using Faultline.Services.Fis.Actions.Catalog;

namespace Faultline.Services.Fis.Actions;

/// <summary>
/// All actions of AWS FIS ("AWS FIS actions reference", user guide), with those that act here able to. Descriptions are
/// our own.
/// </summary>
internal static class ActionCatalog
{
    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<ActionKind> All(ActionReach reach) =>
    [
        .. ((ActionKind[])
        [
            .. ControlKinds.All(reach),
            .. Ec2Kinds.All(reach),
            .. NetworkKinds.All(reach),
            .. DatabaseKinds.All(reach),
            .. EcsKinds.All,
            .. EksKinds.All,
            .. OtherKinds.All,
        ]).OrderBy(kind => kind.Id, StringComparer.Ordinal),
    ];
}
