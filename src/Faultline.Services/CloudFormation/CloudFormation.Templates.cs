using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using ParameterDeclaration = Faultline.Api.CloudFormation.ParameterDeclaration;

namespace Faultline.Services.CloudFormation;

// Templates before there is a stack.
internal sealed partial class CloudFormation
{
    public override ValueTask<ValidateTemplateOutput> ValidateTemplate(
        Call call, ValidateTemplateInput request, CancellationToken ct)
    {
        var template = GivenTemplate.Read(request.TemplateBody, request.TemplateURL, options.ReadTemplate);
        var (capabilities, reason) = Capabilities.Of(template);
        return new(new ValidateTemplateOutput
        {
            Parameters = [.. template.Parameters.Select(one => new TemplateParameter
            {
                ParameterKey = one.Name,
                DefaultValue = one.Default,
                NoEcho = one.NoEcho,
                Description = one.Description,
            })],
            Description = template.Description,
            Capabilities = NullIfNone(capabilities),
            CapabilitiesReason = reason,
            DeclaredTransforms = NullIfNone(template.Transforms),
        });
    }

    public override async ValueTask<GetTemplateSummaryOutput> GetTemplateSummary(
        Call call, GetTemplateSummaryInput request, CancellationToken ct)
    {
        var given = new[] { request.TemplateBody, request.TemplateURL, request.StackName, request.StackSetName };
        if (given.Count(one => one is not null) != 1)
        {
            throw GivenTemplate.Refused(
                "Exactly one of TemplateBody, TemplateURL, StackName or StackSetName must be specified.");
        }

        var template = request.StackName is null && request.StackSetName is null
            ? GivenTemplate.Read(request.TemplateBody, request.TemplateURL, options.ReadTemplate)
            : Template.Read(await TemplateBodyOf(call, request, ct));
        var unknown = template.ResourceTypes.Where(one => !IsRecognized(one)).ToList();
        var isLenient = request.TemplateSummaryConfig?.TreatUnrecognizedResourceTypesAsWarnings == true;
        if (unknown.Count > 0 && !isLenient)
        {
            throw GivenTemplate.Refused(
                $"Template format error: Unrecognized resource types: [{string.Join(", ", unknown)}]");
        }

        var (capabilities, reason) = Capabilities.Of(template);
        return new()
        {
            Parameters = [.. template.Parameters.Select(Declaration)],
            Description = template.Description,
            Capabilities = NullIfNone(capabilities),
            CapabilitiesReason = reason,
            ResourceTypes = [.. template.ResourceTypes],
            Version = template.Version,
            Metadata = template.Metadata?.ToJsonString(),
            DeclaredTransforms = NullIfNone(template.Transforms),
            ResourceIdentifierSummaries = IdentifiersIn(template),
            Warnings = unknown.Count > 0 ? new() { UnrecognizedResourceTypes = unknown } : null,
        };
    }

    private static ParameterDeclaration Declaration(Templates.ParameterDeclaration parameter) => new()
    {
        ParameterKey = parameter.Name,
        DefaultValue = parameter.Default,
        ParameterType = parameter.Type,
        NoEcho = parameter.NoEcho,
        Description = parameter.Description,
        ParameterConstraints = new() { AllowedValues = NullIfNone(parameter.AllowedValues) },
    };

    private static bool IsRecognized(string type) =>
        TypeFacts.Known.Contains(type)
        || type.StartsWith("Custom::", StringComparison.Ordinal)
        || !type.StartsWith("AWS::", StringComparison.Ordinal) && type.Split("::").Length >= 3;

    /// <summary>By which properties resources of the template are called when they are imported.</summary>
    private List<ResourceIdentifierSummary> IdentifiersIn(Template template) =>
    [
        .. template.AllResources
            .GroupBy(one => one.Type, StringComparer.Ordinal)
            .Select(group => (Facts: BuiltType(group.Key)?.Facts, Ids: group.Select(one => one.LogicalId)))
            .Where(one => one.Facts is not null)
            .Select(one => new ResourceIdentifierSummary
            {
                ResourceType = one.Facts!.Name,
                LogicalResourceIds = [.. one.Ids],
                ResourceIdentifiers = [.. one.Facts.Identifier],
            }),
    ];

    private ResourceType? BuiltType(string name) => options.Types.FirstOrDefault(one => one.Name == name);

    private static List<string>? NullIfNone(IReadOnlyList<string> all) => all.Count == 0 ? null : [.. all];
}
