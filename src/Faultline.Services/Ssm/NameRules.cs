using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>
/// What parameters may be called ("Requirements and constraints for parameter names", Systems Manager user guide).
/// Pure.
/// </summary>
internal static class NameRules
{
    private const string Forms =
        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of "
        + "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the "
        + "following 3 symbols .-_";

    /// <summary>Refuses what a new parameter cannot be called.</summary>
    public static void Check(string region, string account, string name)
    {
        CheckPrefix(name);
        if (!IsWellFormed(name))
        {
            throw Refusal.Invalid(Forms);
        }

        if (name.Contains('/', StringComparison.Ordinal) && name[0] != '/')
        {
            throw Refusal.Invalid("Parameter name must be a fully qualified name.");
        }

        if (name.TrimStart('/').Split('/').Length > Limits.LevelsMax)
        {
            throw SsmErrors.HierarchyLevelLimitExceededException(
                $"A hierarchy can have a maximum of {Limits.LevelsMax} levels.");
        }

        if (ParameterArn.Of(region, account, name).Length > Limits.ArnMax)
        {
            throw Refusal.Invalid(
                $"The name of a parameter, with all of its ARN, can have up to {Limits.ArnMax} characters.");
        }
    }

    /// <summary>Refuses what is no path of parameters.</summary>
    public static void CheckPath(string path)
    {
        if (path[0] != '/' || path.Contains("//", StringComparison.Ordinal) || !path.All(IsOf))
        {
            throw Refusal.Invalid(
                "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a "
                + "forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use "
                + "only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special "
                + "characters are not allowed. All sub-paths, if specified, must use the forward slash symbol \"/\". "
                + "Valid example: /get/parameters2-/by1./path0_.");
        }
    }

    /// <summary>Whether AWS keeps such names for itself.</summary>
    public static bool IsReserved(string name) => StartsWith(name, "aws") || StartsWith(name, "ssm");

    private static void CheckPrefix(string name)
    {
        if (!IsReserved(name))
        {
            return;
        }

        if (name.LastIndexOf('/') <= 0)
        {
            throw Refusal.Invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }

        throw StartsWith(name, "aws") && name[0] == '/' ? Refusal.Reserved(name) : Refusal.Invalid(Forms);
    }

    private static bool StartsWith(string name, string prefix) =>
        name.AsSpan().TrimStart('/').StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Nothing between two slashes, or after the last one, is no sub-path.</summary>
    private static bool IsWellFormed(string name) =>
        name.All(IsOf) && name[^1] != '/' && !name.Contains("//", StringComparison.Ordinal);

    private static bool IsOf(char each) => char.IsAsciiLetterOrDigit(each) || each is '.' or '-' or '_' or '/';
}
