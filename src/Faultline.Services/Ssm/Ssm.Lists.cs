using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

internal sealed partial class Ssm
{
    /// <summary>No account shares parameters with another one.</summary>
    public override async ValueTask<DescribeParametersResult> DescribeParameters(
        Call call, DescribeParametersRequest request, CancellationToken ct)
    {
        if (request is { Filters.Count: > 0, ParameterFilters.Count: > 0 })
        {
            throw Refusal.Invalid("You can use either Filters or ParameterFilters in a single request.");
        }

        var filters = request.Filters is { Count: > 0 }
            ? Filters.Old(request.Filters)
            : Filters.Listing(request.ParameterFilters);
        using var held = await book.Take(ct);
        var found = from row in request.Shared == true ? [] : held.State.Parameters.Of(call.Account)
                    let version = filters.Pick(held.State, row)
                    where version is not null
                    select (Row: row, Version: version);
        var (page, next) = Pages.Cut(
            call, found, each => each.Row.Name, request.MaxResults ?? Limits.PageMax, request.NextToken);
        var shown = page.ConvertAll(each => Metadata(each.Row, each.Version));
        await held.Keep();
        return new() { Parameters = shown, NextToken = next };
    }

    private ParameterMetadata Metadata(ParameterRow row, ParameterHistory version)
    {
        var shown = version.To<ParameterMetadata>();
        shown.ARN = ParameterArn.Of(region, row.Account, row.Name);
        shown.Tier = row.Tier;
        shown.Policies ??= [];
        return shown;
    }
}
