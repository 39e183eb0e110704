namespace Faultline.Services.Ssm;

/// <summary>What AWS limits, each with the page that says so.</summary>
internal static class Limits
{
    /// <summary>"Managing parameter tiers", Systems Manager user guide: parameters of an account and region.</summary>
    public const int StandardMax = 10_000;

    /// <inheritdoc cref="StandardMax"/>
    public const int AdvancedMax = 100_000;

    /// <summary>The same page: bytes of a value.</summary>
    public const int StandardBytesMax = 4096;

    /// <inheritdoc cref="StandardBytesMax"/>
    public const int AdvancedBytesMax = 8192;

    /// <summary>"Working with parameter versions", user guide.</summary>
    public const int VersionsMax = 100;

    /// <summary>"Working with parameter labels", user guide: labels of a version.</summary>
    public const int LabelsMax = 10;

    /// <summary>"Working with parameter hierarchies", user guide.</summary>
    public const int LevelsMax = 15;

    /// <summary>"Requirements and constraints for parameter names", user guide: with all of the ARN.</summary>
    public const int ArnMax = 1011;

    /// <summary>"Assigning parameter policies", user guide: policies of a parameter.</summary>
    public const int PoliciesMax = 10;

    /// <summary>"AddTagsToResource", API reference.</summary>
    public const int TagsMax = 50;

    /// <summary>"DescribeParameters" and "GetParameterHistory", API reference: of a page.</summary>
    public const int PageMax = 50;

    /// <summary>"GetParametersByPath", API reference: of a page.</summary>
    public const int PathPageMax = 10;
}
