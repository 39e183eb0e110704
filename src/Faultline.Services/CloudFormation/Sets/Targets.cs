using Faultline.Api.CloudFormation;
using Faultline.Kernel.Places;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>Accounts and regions, as requests name them. Pure.</summary>
internal static class Targets
{
    /// <summary>"CloudFormation quotas": stack sets of an administrator account.</summary>
    public const int SetsMax = 1000;

    /// <summary>"CloudFormation quotas": stack instances of a stack set.</summary>
    public const int InstancesMax = 100_000;

    /// <summary>Inline stack ids of an import ("Importing a stack into StackSets" in the user guide).</summary>
    public const int ImportsMax = 10;

    /// <summary>Letters, digits and hyphens, at most 128, a letter first (CreateStackSet).</summary>
    public static void CheckName(string name)
    {
        if (name is not { Length: > 0 and <= 128 } || !char.IsAsciiLetter(name[0])
            || !name.All(each => char.IsAsciiLetterOrDigit(each) || each == '-'))
        {
            throw SetRefusal.Invalid(
                $"1 validation error detected: Value '{name}' at 'stackSetName' failed to satisfy constraint: Member "
                + "must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
        }
    }

    /// <summary>Every account with every region, in the order in which they are named.</summary>
    public static List<(string Account, string Region)> Of(
        List<string>? accounts, DeploymentTargets? targets, List<string>? regions, Atlas atlas)
    {
        var named = Accounts(accounts, targets);
        if (named.Count == 0)
        {
            throw SetRefusal.Invalid("You must specify at least one account or DeploymentTargets.");
        }

        if (regions is not { Count: > 0 })
        {
            throw SetRefusal.Invalid("You must specify at least one Region.");
        }

        if (regions.Find(region => atlas.Region(region) is null) is { } unknown)
        {
            throw SetRefusal.Invalid($"Region {unknown} is not supported");
        }

        return
        [
            .. from account in named.Distinct(StringComparer.Ordinal)
               from region in regions.Distinct(StringComparer.Ordinal)
               select (account, region),
        ];
    }

    private static List<string> Accounts(List<string>? accounts, DeploymentTargets? targets)
    {
        if (targets is { OrganizationalUnitIds.Count: > 0 } or { AccountFilterType: not null and not "NONE" })
        {
            throw SetRefusal.Invalid("StackSets with SELF_MANAGED permission model can only have accounts as target");
        }

        if (targets?.AccountsUrl is not null)
        {
            throw SetRefusal.NotBuilt("lists of accounts in S3");
        }

        return accounts is { Count: > 0 } ? accounts : targets?.Accounts ?? [];
    }
}
