using System.Text;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Checks;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Running;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

/// <summary>Editions as callers send them: read and checked before anything is made of them.</summary>
internal sealed class Drafts(Types types, Works works, Func<string, string?> readUrl)
{
    /// <summary>The text of a template that came as text, as an address, or not at all.</summary>
    public string Body(string? body, string? url, bool? usesPrevious, string? previous)
    {
        if (usesPrevious == true)
        {
            return body is null && url is null
                ? previous ?? throw Refusal.Invalid("No previous template found; specify a template.")
                : throw Refusal.Invalid("You cannot specify both usePreviousTemplate and Template Body/Template URL.");
        }

        if ((body is null) == (url is null))
        {
            throw Refusal.Invalid(body is null
                ? "Either Template URL or Template Body must be specified."
                : "You cannot specify both Template URL and Template Body.");
        }

        if (body is null)
        {
            return readUrl(url!) ?? throw Refusal.Invalid(GivenTemplate.Unreadable(url!));
        }

        return Encoding.UTF8.GetByteCount(body) <= Template.BodyBytesMax
            ? body
            : throw Refusal.Invalid(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have "
                + $"length less than or equal to {Template.BodyBytesMax}");
    }

    /// <summary>A template that can be read, with types and capabilities that will do.</summary>
    /// <param name="isReviewed">
    /// What a transform makes of it is looked at first, so that nobody must say that they know ("CreateChangeSet", API
    /// reference).
    /// </param>
    public Template Read(
        string body, IReadOnlyList<string>? capabilities, IReadOnlyList<string>? allowed, bool isReviewed = false)
    {
        Template template;
        try
        {
            template = Template.Read(body);
        }
        catch (TemplateFault wrong)
        {
            throw Refusal.Invalid(wrong.Message);
        }

        CheckCapabilities(template, capabilities ?? [], isReviewed);
        CheckTypes(template, allowed);
        return template;
    }

    /// <summary>The edition that a caller asks for, with what Parameter Store holds of it.</summary>
    public async ValueTask<Edition> Of(
        Call call,
        Template template,
        IReadOnlyList<Parameter>? parameters,
        IReadOnlyList<Tag>? tags,
        IReadOnlyList<string>? topics,
        Edition? previous,
        CancellationToken ct)
    {
        var edition = new Edition
        {
            Body = template.Body,
            Parameters = Values(parameters ?? [], previous),
            Tags = tags is null
                ? previous?.Tags ?? Pairs.None
                : Pairs.None.SetItems(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value))),
            NotificationArns = topics is null ? previous?.NotificationArns ?? [] : [.. topics],
        };
        foreach (var declared in template.Parameters.Where(declared => declared.IsStored))
        {
            if (edition.Parameters.GetValueOrDefault(declared.Name, declared.Default ?? "") is { Length: > 0 } name)
            {
                edition = edition with { Stored = edition.Stored.SetItem(name, await Stored(call, name, ct)) };
            }
        }

        return edition;
    }

    private async ValueTask<string> Stored(Call call, string name, CancellationToken ct)
    {
        try
        {
            return await works.Stored(Callers.For(call), call.Origin, name, ct);
        }
        catch (AwsError missing) when (missing.Code.Contains("ParameterNotFound", StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"Unable to fetch parameters [{name}] from parameter store for this account.");
        }
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Values(
        IReadOnlyList<Parameter> parameters, Edition? previous)
    {
        var values = Pairs.None;
        foreach (var parameter in parameters)
        {
            var name = parameter.ParameterKey ?? throw Refusal.Invalid("Parameters must have a ParameterKey.");
            if (parameter.UsePreviousValue != true)
            {
                values = values.SetItem(name, parameter.ParameterValue ?? "");
                continue;
            }

            if (parameter.ParameterValue is { Length: > 0 })
            {
                throw Refusal.Invalid(
                    $"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true and non empty "
                    + "value for a parameter");
            }

            if (previous is null)
            {
                throw Refusal.Invalid(
                    $"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true for a parameter "
                    + "key not in the previous template");
            }

            // One that had its default keeps the one of the template that it was given with.
            var before = previous.Parameters.GetValueOrDefault(name)
                ?? Template.Read(previous.Body).Parameters.FirstOrDefault(each => each.Name == name)?.Default;
            values = before is null ? values : values.SetItem(name, before);
        }

        return values;
    }

    /// <summary>What a caller must say that they know; who says more says less too.</summary>
    private static void CheckCapabilities(Template template, IReadOnlyList<string> given, bool isReviewed)
    {
        var needed = Capabilities.Of(template).Needed
            .Where(each => !isReviewed || each != Capability.CapabilityAutoExpand).ToList();
        if (needed.Any(each => !given.Contains(each)
            && !(each == Capability.CapabilityIam && given.Contains(Capability.CapabilityNamedIam))))
        {
            throw CloudFormationErrors.InsufficientCapabilitiesException(
                $"Requires capabilities : [{string.Join(", ", needed)}]");
        }
    }

    /// <summary>Properties that can be told to be wrong before anything is made.</summary>
    public void CheckProperties(Bound bound)
    {
        var nothing = new References(static _ => null, static _ => true);
        var wrong = new List<string>();
        foreach (var declared in bound.Resources)
        {
            if (types.Facts(declared.Type) is { } facts)
            {
                var (properties, open) = bound.ResolveEarly(declared, nothing);
                var offences = PropertyChecks.Of(facts, properties, open);
                if (offences.Count > 0)
                {
                    wrong.Add(PropertyChecks.Message(declared.LogicalId, offences));
                }
            }
        }

        if (wrong.Count > 0)
        {
            throw Refusal.Invalid(string.Join("; ", wrong));
        }
    }

    private void CheckTypes(Template template, IReadOnlyList<string>? allowed)
    {
        if (allowed is { Count: > 0 } && template.ResourceTypes.FirstOrDefault(
            type => !allowed.Any(pattern => IsLike(pattern, type))) is { } forbidden)
        {
            throw Refusal.Invalid(
                $"Resource type {forbidden} is not allowed by parameter ResourceTypes [{string.Join(", ", allowed)}]");
        }

        var missing = template.ResourceTypes.Where(type => types.Find(type) is null)
            .Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var custom = missing.Where(Types.IsCustom).ToList();
        var known = missing.Where(type => !Types.IsCustom(type) && TypeFacts.Known.Contains(type)).ToList();
        var unknown = missing.Except(custom).Except(known).ToList();
        var said = new List<string>();
        if (unknown.Count > 0)
        {
            said.Add($"Template format error: Unrecognized resource types: [{string.Join(", ", unknown)}]");
        }

        if (known.Count > 0)
        {
            said.Add(
                $"Faultline does not build these resource types yet: [{string.Join(", ", known)}]. Start it with "
                + "--allow-missing-types to have placeholders in their place, which do nothing.");
        }

        if (custom.Count > 0)
        {
            said.Add(
                $"Custom resources need Lambda, which Faultline does not have yet: [{string.Join(", ", custom)}].");
        }

        throw Refusal.Invalid(string.Join(" ", said));
    }

    private static bool IsLike(string pattern, string type) =>
        pattern == type || (pattern.EndsWith('*') && type.StartsWith(pattern[..^1], StringComparison.Ordinal));
}
