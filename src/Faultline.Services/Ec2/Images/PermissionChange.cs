using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Images;

/// <summary>
/// Who is let in and who is not any more, as a request says it of an image or a snapshot: accounts, and everybody
/// (the group <c>all</c>).
/// </summary>
internal sealed record PermissionChange(
    IReadOnlyList<string> Add, IReadOnlyList<string> Remove, bool AddsAll, bool RemovesAll)
{
    private const int AccountDigits = 12;

    /// <summary>A request says it in two ways: by an operation and lists, or by what to add and remove.</summary>
    public static PermissionChange Read(
        string? operation,
        List<string>? users,
        List<string>? groups,
        IEnumerable<(string? User, string? Group)>? add,
        IEnumerable<(string? User, string? Group)>? remove)
    {
        var named = (users ?? []).Select(user => ((string?)user, (string?)null))
            .Concat((groups ?? []).Select(group => ((string?)null, (string?)group)))
            .ToList();
        var adds = (add ?? []).Concat(named.Where(_ => operation == "add")).ToList();
        var removes = (remove ?? []).Concat(named.Where(_ => operation == "remove")).ToList();
        if (named.Count > 0 && operation is not ("add" or "remove"))
        {
            throw Refusal.Value(operation ?? "", "operationType");
        }

        if (adds.Count + removes.Count == 0)
        {
            throw new Wire.AwsError("InvalidParameterCombination", 400, "No attributes specified.");
        }

        return new(
            [.. adds.Select(each => each.Item1).OfType<string>().Select(Account)],
            [.. removes.Select(each => each.Item1).OfType<string>().Select(Account)],
            Groups(adds).Count > 0,
            Groups(removes).Count > 0);
    }

    public (IReadOnlyList<string> Accounts, bool Everybody) Over(IReadOnlyList<string> accounts, bool everybody) => (
        [.. accounts.Concat(Add).Distinct().Where(account => !Remove.Contains(account))],
        (everybody || AddsAll) && !RemovesAll);

    private static string Account(string user)
    {
        var digits = user.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == AccountDigits && digits.All(char.IsAsciiDigit)
            ? digits
            : throw new Wire.AwsError(
                "InvalidAMIAttributeItemValue", 400,
                $"Invalid attribute item value \"{user}\" for userId item type.");
    }

    /// <summary>The groups that are named: there is none but that of everybody.</summary>
    private static List<string> Groups(List<(string? User, string? Group)> named)
    {
        var groups = named.Select(each => each.Group).OfType<string>().ToList();
        return groups.Find(group => group != PermissionGroup.All) is { } strange
            ? throw new Wire.AwsError(
                "InvalidAMIAttributeItemValue", 400,
                $"Invalid attribute item value \"{strange}\" for group item type.")
            : groups;
    }
}
