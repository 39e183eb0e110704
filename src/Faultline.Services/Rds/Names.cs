namespace Faultline.Services.Rds;

/// <summary>What things of RDS may be called. Their names are kept in small letters, as in AWS.</summary>
internal static class Names
{
    private const int GroupMax = 255;

    /// <summary>Under which a thing of an account's is kept.</summary>
    public static string Id(string account, string name) => $"{account} {name.ToLowerInvariant()}";

    /// <summary>
    /// The name in small letters; refused where it is no identifier (CreateDBParameterGroup and CreateDBInstance, API
    /// reference): letters, digits and hyphens, a letter first, no hyphen last or twice in a row.
    /// </summary>
    public static string Identifier(string parameter, string? name, int most = GroupMax)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Refusal.Invalid($"The parameter {parameter} must be provided and must not be blank.");
        }

        return name.Length <= most
            && char.IsAsciiLetter(name[0])
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            && name[^1] != '-'
            && !name.Contains("--", StringComparison.Ordinal)
            ? name.ToLowerInvariant()
            : throw Refusal.Invalid(
                $"The parameter {parameter} is not a valid identifier. Identifiers must begin with a letter; must "
                + "contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
                + "consecutive hyphens.");
    }

    /// <summary>
    /// CreateDBSubnetGroup, API reference: periods, underscores and spaces too, and not <c>default</c>.
    /// </summary>
    public static string SubnetGroup(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Refusal.Invalid("The parameter DBSubnetGroupName must be provided and must not be blank.");
        }

        return name.Length <= GroupMax
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "._ -".Contains(letter))
            && !name.Equals("default", StringComparison.OrdinalIgnoreCase)
            ? name.ToLowerInvariant()
            : throw Refusal.Invalid(
                $"The parameter DBSubnetGroupName is not valid: it has up to {GroupMax} letters, numbers, periods, "
                + "underscores, spaces, or hyphens, and is not default.");
    }

    public static void Description(string parameter, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Refusal.Invalid($"The parameter {parameter} must be provided and must not be blank.");
        }
    }
}
