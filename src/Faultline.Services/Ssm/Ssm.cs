using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>
/// Parameter Store of AWS Systems Manager in one region. Its README says what it promises, what it leaves out, and how
/// it fails.
/// </summary>
internal sealed partial class Ssm : SsmApi
{
    private static AwsError NotBuilt(Call call) => new(
        "NotImplemented",
        501,
        $"Faultline does not have {call.Operation.Name} of ssm yet. The README of Ssm says what it has.");
}
