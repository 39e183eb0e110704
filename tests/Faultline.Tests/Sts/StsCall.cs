using Faultline.Api.Sts;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Tests.Sts;

internal static class StsCall
{
    public static Call Of(string operation, Principal principal, DateTimeOffset now, Dice dice) => new()
    {
        Service = StsModel.Service,
        Operation = StsModel.Service.Operations.Single(one => one.Name == operation),
        Region = "us-east-1",
        Principal = principal,
        Now = now,
        Dice = dice,
        RequestId = "r",
        Origin = "http://localhost:4566",
    };
}
