using Faultline.Api.ZonalShift;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ZonalShift.Resources;

/// <summary>The types of resources that zonal shift has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(ZonalShiftApi shifts) =>
        [new ZonalAutoshiftConfigurationType(shifts), new AutoshiftObserverNotificationStatusType(shifts)];
}
