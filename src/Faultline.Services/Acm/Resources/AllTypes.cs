using Faultline.Api.Acm;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Acm.Resources;

/// <summary>The types of resources that ACM has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(AcmApi acm) => [new CertificateType(acm), new AccountType(acm)];
}
