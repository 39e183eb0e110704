using Faultline.Kernel.Faults;

namespace Faultline.Wire.Planes;

/// <summary>
/// The error that a fault answers a call with: in the form that the service's own model has for the code, where it has
/// one, and with AWS's status for it where the fault says none.
/// </summary>
public static class FaultErrors
{
    public static AwsError Of(GateAction.Error error, ServiceModel service, Protocol protocol)
    {
        var common = new CommonErrors(service, protocol);
        if (error.InOwnForm)
        {
            return error.Code == GateAction.Error.Throttled ? common.Throttling() : common.ServiceUnavailable();
        }

        foreach (var shape in service.Operations.SelectMany(operation => operation.Errors))
        {
            if ((shape.Error?.Code == error.Code || shape.Name == error.Code)
                && (error.Status is null || error.Status == shape.Error!.Status))
            {
                return new(shape, error.Message);
            }
        }

        return new(error.Code, error.Status ?? StatusOf(error.Code, common), error.Message);
    }

    private static int StatusOf(string code, CommonErrors common) => code switch
    {
        _ when AwsError.Throttles(code) => common.Throttling().Status,
        _ when code.Contains("Internal", StringComparison.Ordinal) => 500,
        _ when code.Contains("Unavailable", StringComparison.Ordinal) => 503,
        _ when code.StartsWith("AccessDenied", StringComparison.Ordinal) => common.AccessDenied("").Status,
        _ => 400,
    };
}
