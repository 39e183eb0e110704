using System.Globalization;
using System.Text;
using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ssm;

/// <summary>What a call of PutParameter makes of a parameter ("PutParameter", API reference). Pure.</summary>
internal static class PutRules
{
    public const string Text = "text";
    public const string Image = "aws:ec2:image";
    private const string OwnKey = "alias/aws/ssm";

    private static readonly string[] types =
        [ParameterType.SecureString, ParameterType.StringList, ParameterType.String];

    /// <summary>Refuses what is wrong whatever is there.</summary>
    public static void Check(string region, string account, PutParameterRequest request)
    {
        NameRules.Check(region, account, request.Name);
        if (request.Value.Length == 0)
        {
            throw Refusal.Invalid(
                "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have "
                + "length greater than or equal to 1.");
        }

        if (request is { Overwrite: true, Tags.Count: > 0 })
        {
            throw Refusal.Invalid(
                "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please "
                + "remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
                + "RemoveTagsFromResource.");
        }

        if (request.Type is { } type && !types.Contains(type))
        {
            throw Refusal.Invalid(
                $"1 validation error detected: Value '{type}' at 'type' failed to satisfy constraint: Member must "
                + $"satisfy enum value set: [{string.Join(", ", types)}]");
        }

        if (request.DataType == "aws:ssm:integration")
        {
            throw Refusal.NotBuilt($"the data type {request.DataType}");
        }

        if (request.DataType is not (null or "" or Text or Image))
        {
            throw Refusal.Invalid(
                $"The following data type is not supported: {request.DataType} (Data type names are all lowercase.)");
        }
    }

    /// <summary>
    /// The next version: what the call does not say stays as it is. Its value is open still.
    /// </summary>
    public static ParameterHistory Next(
        PutParameterRequest request, ParameterHistory? before, string who, DateTimeOffset now)
    {
        var type = request.Type ?? before?.Type
            ?? throw Refusal.Invalid("A parameter type is required when you create a parameter.");
        if (before is not null && type != before.Type && request.Name[0] == '/')
        {
            throw SsmErrors.HierarchyTypeMismatchException(
                "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't "
                + "change a parameter from a String type to a SecureString type. You must create a new, unique "
                + "parameter.");
        }

        var next = (before ?? new()).With(version =>
        {
            version.Name = request.Name;
            version.Type = type;
            version.Value = request.Value;
            version.Version = (before?.Version ?? 0) + 1;
            version.LastModifiedDate = now;
            version.LastModifiedUser = who;
            version.Labels = null;
            version.Description = Said(request.Description ?? version.Description);
            version.AllowedPattern = Said(request.AllowedPattern ?? version.AllowedPattern);
            version.DataType = request.DataType is { Length: > 0 } asked ? asked : version.DataType ?? Text;
            version.KeyId = type == ParameterType.SecureString ? request.KeyId ?? version.KeyId ?? OwnKey : null;
            version.Policies = request.Policies is { } policies ? PolicyRules.Read(policies, now) : version.Policies;
        });
        CheckValue(request, next);
        return next;
    }

    /// <summary>The tier that a parameter is in from now on.</summary>
    public static string Tier(PutParameterRequest request, ParameterHistory next, string? before, bool isFull)
    {
        var bytes = Encoding.UTF8.GetByteCount(request.Value);
        var needs = bytes > Limits.StandardBytesMax || next.Policies is { Count: > 0 };
        var tier = request.Tier switch
        {
            ParameterTier.IntelligentTiering => needs || isFull ? ParameterTier.Advanced : null,
            var asked => asked,
        } ?? before ?? ParameterTier.Standard;
        if (tier is not (ParameterTier.Standard or ParameterTier.Advanced))
        {
            throw Refusal.Invalid(
                $"1 validation error detected: Value '{tier}' at 'tier' failed to satisfy constraint: Member must "
                + "satisfy enum value set: [Standard, Intelligent-Tiering, Advanced]");
        }

        if (before == ParameterTier.Advanced && tier == ParameterTier.Standard)
        {
            throw Refusal.Invalid(
                "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
                + "advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced "
                + "parameter and recreate it as a standard parameter.");
        }

        if (tier == ParameterTier.Standard && next.Policies is { Count: > 0 })
        {
            throw Refusal.Invalid("Parameter policies are supported by the advanced-parameter tier only.");
        }

        return bytes <= (tier == ParameterTier.Standard ? Limits.StandardBytesMax : Limits.AdvancedBytesMax)
            ? tier
            : throw TooLong(tier);
    }

    /// <summary>The parameter with one version more; the oldest goes when there are too many.</summary>
    public static ParameterRow Advance(SsmState state, ParameterRow row, ParameterHistory next)
    {
        var oldest = row.Oldest;
        if (next.Version - oldest >= Limits.VersionsMax)
        {
            if (state.Version(row, oldest)!.Labels is { Count: > 0 })
            {
                throw SsmErrors.ParameterMaxVersionLimitExceeded(
                    $"You attempted to create a new version of {row.Name} by calling the PutParameter API with the "
                    + $"overwrite flag. Version {oldest.ToString(CultureInfo.InvariantCulture)}, the oldest version, "
                    + "can't be deleted because it has a label associated with it. Move the label to another version "
                    + "of the parameter, and try again.");
            }

            state.Versions.Remove(row.IdOf(oldest));
            oldest++;
        }

        return row with { Oldest = oldest, Newest = next.Version!.Value };
    }

    private static void CheckValue(PutParameterRequest request, ParameterHistory next)
    {
        if (request.KeyId is not null && next.Type != ParameterType.SecureString)
        {
            throw Refusal.Invalid("KeyId is required for SecureString type parameter only.");
        }

        if (next.DataType == Image && next.Type != ParameterType.String)
        {
            throw Refusal.Invalid($"The data type {Image} is supported by parameters of the type String only.");
        }

        Patterns.Check(next.AllowedPattern, request.Value);
    }

    private static string? Said(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static AwsError TooLong(string tier) => Refusal.Invalid(tier == ParameterTier.Standard
        ? $"Standard tier parameters support a maximum parameter value of {Limits.StandardBytesMax} characters. To "
            + "create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
        : $"Advanced tier parameters support a maximum parameter value of {Limits.AdvancedBytesMax} characters.");
}
