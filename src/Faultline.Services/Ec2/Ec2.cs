using Faultline.Api.Ec2;
using Faultline.Kernel;

namespace Faultline.Services.Ec2;

/// <summary>
/// Amazon EC2 in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Ec2(string region, Surroundings around, string host) : Ec2Api;
