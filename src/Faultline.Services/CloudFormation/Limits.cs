namespace Faultline.Services.CloudFormation;

/// <summary>How much there may be ("CloudFormation quotas" in its user guide).</summary>
internal static class Limits
{
    public const int StacksMax = 2000;
    public const int OutputsMax = 200;
    public const int ConcurrentResourcesMax = 2500;

    /// <summary>Bytes of a stack policy (CreateStack, API reference).</summary>
    public const int PolicyBytesMax = 16_384;
}
