using System.Text.RegularExpressions;

namespace Faultline.Services.CloudFormation;

/// <summary>How stacks and change sets are named, and their ARNs.</summary>
internal static partial class Names
{
    private const int LengthMax = 128;

    public static string StackArn(string region, string account, string name, string id) =>
        $"arn:aws:cloudformation:{region}:{account}:stack/{name}/{id}";

    public static string ChangeSetArn(string region, string account, string name, string id) =>
        $"arn:aws:cloudformation:{region}:{account}:changeSet/{name}/{id}";

    public static void CheckStack(string name) => Check("stackName", name);

    public static void CheckChangeSet(string name) => Check("changeSetName", name);

    private static void Check(string what, string name)
    {
        if (name.Length > LengthMax || !Form().IsMatch(name))
        {
            throw Refusal.Invalid(
                $"1 validation error detected: Value '{name}' at '{what}' failed to satisfy constraint: Member must "
                + (name.Length > LengthMax
                    ? $"have length less than or equal to {LengthMax}"
                    : "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"));
        }
    }

    [GeneratedRegex(@"^[a-zA-Z][-a-zA-Z0-9]*\z")]
    private static partial Regex Form();
}
