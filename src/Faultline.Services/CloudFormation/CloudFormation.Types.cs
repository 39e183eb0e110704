using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Checks;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Replacement = Faultline.Services.Provisioning.Replacement;

namespace Faultline.Services.CloudFormation;

// The types of resources that there are. All are AWS's own; no account registers any.
internal sealed partial class CloudFormation
{
    /// <summary>"ListTypes": the results of a page, when the request does not say.</summary>
    private const int TypesInPage = 100;

    public override ValueTask<ListTypesOutput> ListTypes(Call call, ListTypesInput request, CancellationToken ct)
    {
        var prefix = request.Filters?.TypeNamePrefix ?? "";
        var found = AreOfAws(request)
            ? options.Types
                .Where(one => one.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Where(one => request.ProvisioningType is not { } asked || ProvisionedAs(one) == asked)
                .OrderBy(one => one.Name, StringComparer.Ordinal)
                .ToList()
            : [];
        var after = request.NextToken is { } token
            ? PageToken.Open(call, token)
                ?? throw CloudFormationErrors.CFNRegistryException("The NextToken is invalid.")
            : null;
        var page = found
            .Where(one => after is null || string.CompareOrdinal(one.Name, after) > 0)
            .Take(request.MaxResults ?? TypesInPage)
            .ToList();
        return new(new ListTypesOutput
        {
            TypeSummaries = [.. page.Select(one => new TypeSummary
            {
                Type = RegistryType.Resource,
                TypeName = one.Name,
                TypeArn = TypeArnOf(one.Name),
                Description = AboutType(one.Name),
            })],
            NextToken = page.Count > 0 && page[^1] != found[^1] ? PageToken.Write(call, page[^1].Name) : null,
        });
    }

    public override ValueTask<DescribeTypeOutput> DescribeType(
        Call call, DescribeTypeInput request, CancellationToken ct)
    {
        if (request.Arn is null && (request.TypeName is null || request.Type is null))
        {
            throw Templates.GivenTemplate.Refused("Either Arn, or Type and TypeName, must be specified.");
        }

        var found = options.Types.FirstOrDefault(one =>
            request.Arn is { } arn ? TypeArnOf(one.Name) == arn : one.Name == request.TypeName);
        if (found is null || request.Type is not (null or RegistryType.Resource))
        {
            throw CloudFormationErrors.TypeNotFoundException(
                $"The type '{request.TypeName ?? request.Arn}' cannot be found.");
        }

        return new(new DescribeTypeOutput
        {
            Arn = TypeArnOf(found.Name),
            Type = RegistryType.Resource,
            TypeName = found.Name,
            Description = AboutType(found.Name),
            Schema = TypeSchema.Of(found.Facts).ToJsonString(),
            ProvisioningType = ProvisionedAs(found),
            DeprecatedStatus = DeprecatedStatus.Live,
            Visibility = Visibility.Public,
        });
    }

    /// <summary>"ListTypes": without a word on visibility, private types are meant; those of AWS are public.</summary>
    private static bool AreOfAws(ListTypesInput request) =>
        (request.Visibility == Visibility.Public
            || request.Visibility is null && request.Filters?.Category == Category.AwsTypes)
        && request.Filters?.Category is null or Category.AwsTypes
        && request.Type is null or RegistryType.Resource
        && request.DeprecatedStatus is null or DeprecatedStatus.Live;

    private static string ProvisionedAs(ResourceType type) =>
        type.Facts.Properties.Values.Any(one => one.Replaces != Replacement.Always)
            ? ProvisioningType.FullyMutable
            : ProvisioningType.Immutable;

    private static string AboutType(string type) => $"Resource Type definition for {type}";

    private string TypeArnOf(string type) =>
        $"arn:aws:cloudformation:{region}::type/resource/{type.Replace("::", "-", StringComparison.Ordinal)}";
}
