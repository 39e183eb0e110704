using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Sqs.Resources;

/// <summary>The types of resources that SQS has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(SqsApi sqs) =>
        [new QueueType(sqs), new QueuePolicyType(sqs), new QueueInlinePolicyType(sqs)];
}
