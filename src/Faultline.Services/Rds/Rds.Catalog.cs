using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Kernel.Places;
using Faultline.Services.Rds.Catalog;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    // MaxRecords of DescribeOrderableDBInstanceOptions, API reference.
    private const int OrderableMost = 10_000;

    private IReadOnlyList<PostgresVersion> Installed => options.Engines?.Postgres.Versions ?? [];

    public override ValueTask<DBEngineVersionMessage> DescribeDBEngineVersions(
        Call call, DescribeDBEngineVersionsMessage request, CancellationToken ct)
    {
        var all = Versions.Of(Installed, region, request).By(
            request.Filters,
            ("db-parameter-group-family", version => [version.DBParameterGroupFamily]),
            ("engine", version => [version.Engine]),
            ("engine-mode", version => version.SupportedEngineModes!),
            ("engine-version", version => [version.EngineVersion]),
            ("status", version => [version.Status]));
        var (page, next) = Pages.Cut(
            call, all, version => version.EngineVersion!, request.MaxRecords, request.Marker);
        return new(new DBEngineVersionMessage { DBEngineVersions = page, Marker = next });
    }

    public override ValueTask<DescribeDBMajorEngineVersionsResponse> DescribeDBMajorEngineVersions(
        Call call, DescribeDBMajorEngineVersionsRequest request, CancellationToken ct)
    {
        var all = Versions.Majors(Installed).Where(each =>
            (string.IsNullOrEmpty(request.Engine) || each.Engine == request.Engine)
            && (string.IsNullOrEmpty(request.MajorEngineVersion)
                || each.MajorEngineVersion == request.MajorEngineVersion));
        var (page, next) = Pages.Cut(
            call, all, each => each.MajorEngineVersion!, request.MaxRecords, request.Marker);
        return new(new DescribeDBMajorEngineVersionsResponse { DBMajorEngineVersions = page, Marker = next });
    }

    public override ValueTask<OrderableDBInstanceOptionsMessage> DescribeOrderableDBInstanceOptions(
        Call call, DescribeOrderableDBInstanceOptionsMessage request, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(request.AvailabilityZoneGroup) && request.AvailabilityZoneGroup != region)
        {
            throw Refusal.Invalid($"Invalid Availability Zone group: {request.AvailabilityZoneGroup}");
        }

        var (page, next) = Pages.Cut(
            call,
            Orderable.Of(Installed, Zones(call.Account), request).By(request.Filters),
            Orderable.Key,
            request.MaxRecords,
            request.Marker,
            OrderableMost);
        return new(new OrderableDBInstanceOptionsMessage { OrderableDBInstanceOptions = page, Marker = next });
    }

    public override ValueTask<SourceRegionMessage> DescribeSourceRegions(
        Call call, DescribeSourceRegionsMessage request, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(request.RegionName) && around.Atlas.Region(request.RegionName) is null)
        {
            throw Refusal.Invalid($"Invalid region: {request.RegionName}");
        }

        var all = around.Atlas.Regions
            .Where(each => string.IsNullOrEmpty(request.RegionName)
                ? each.Name != region
                : each.Name == request.RegionName)
            .Select(each => new SourceRegion
            {
                RegionName = each.Name,
                Endpoint = $"https://rds.{each.Name}.amazonaws.com",
                Status = "available",
                SupportsDBInstanceAutomatedBackupsReplication = true,
            });
        var (page, next) = Pages.Cut(
            call, all.By(request.Filters), each => each.RegionName!, request.MaxRecords, request.Marker);
        return new(new SourceRegionMessage { SourceRegions = page, Marker = next });
    }

    public override async ValueTask<AccountAttributesMessage> DescribeAccountAttributes(
        Call call, DescribeAccountAttributesMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var quotas = Quotas.Of(held.State, call.Account);
        await held.Keep();
        return new() { AccountQuotas = quotas };
    }

    /// <summary>The zones of the region, by the names that an account has for them.</summary>
    private List<string> Zones(string account) =>
        around.Atlas.Region(region) is { } here
            ? [.. here.Children.Select(zone => ZoneNames.NameOf(account, zone)).Order(StringComparer.Ordinal)]
            : [];
}
