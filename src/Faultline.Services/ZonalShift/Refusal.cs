using Faultline.Api.ZonalShift;
using Faultline.Wire;

namespace Faultline.Services.ZonalShift;

/// <summary>
/// The errors of zonal shifts: codes and reasons from the zonal shift API reference of Amazon Application Recovery
/// Controller (2022-10-30).
/// </summary>
internal static class Refusal
{
    public static AwsError Invalid(string reason, string message) =>
        ZonalShiftErrors.ValidationException(message, new ValidationException { Reason = reason });

    public static AwsError Conflict(string reason, string message, string? shift = null) =>
        ZonalShiftErrors.ConflictException(message, new ConflictException { Reason = reason, ZonalShiftId = shift });

    public static AwsError NoResource(string arn) => ZonalShiftErrors.ResourceNotFoundException(
        $"The resource {arn} is not registered with zonal shift in this Region.");

    public static AwsError NoShift(string id) =>
        ZonalShiftErrors.ResourceNotFoundException($"There is no zonal shift {id}.");

    public static AwsError NoPractice(string arn) => Conflict(
        ConflictExceptionReason.PracticeConfigurationDoesNotExist,
        $"The resource {arn} has no practice run configuration.");

    public static AwsError NotActive(string id) => Conflict(
        ConflictExceptionReason.ZonalShiftStatusNotActive, $"The zonal shift {id} is not active.", id);
}
