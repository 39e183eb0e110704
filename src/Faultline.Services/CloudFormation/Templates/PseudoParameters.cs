using System.Collections.Frozen;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>"Pseudo parameters": what every template may refer to.</summary>
internal static class PseudoParameters
{
    public const string NoValue = "AWS::NoValue";

    public const string NotificationArns = "AWS::NotificationARNs";

    private static readonly FrozenSet<string> all = new[]
    {
        "AWS::AccountId", NotificationArns, NoValue, "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName",
        "AWS::URLSuffix",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Has(string name) => all.Contains(name);

    public static string? Of(string name, Setting setting) => name switch
    {
        "AWS::AccountId" => setting.Account,
        "AWS::Partition" => Begins(setting, "cn-") ? "aws-cn" : Begins(setting, "us-gov-") ? "aws-us-gov" : "aws",
        "AWS::Region" => setting.Region,
        "AWS::StackId" => setting.StackId,
        "AWS::StackName" => setting.StackName,
        "AWS::URLSuffix" => Begins(setting, "cn-") ? "amazonaws.com.cn" : "amazonaws.com",
        _ => null,
    };

    private static bool Begins(Setting setting, string prefix) =>
        setting.Region.StartsWith(prefix, StringComparison.Ordinal);
}
