using System.Globalization;
using Faultline.Api.Ssm;
using Faultline.Services.Ssm.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ssm;

internal sealed partial class Ssm
{
    public override async ValueTask<GetParameterResult> GetParameter(
        Call call, GetParameterRequest request, CancellationToken ct)
    {
        var selector = Selector.Read(request.Name);
        if (IsPublic(selector.Name))
        {
            var found = (await premises.Public(call, ct)).GetValueOrDefault(selector.Name);
            return new() { Parameter = Shown(found ?? throw Refusal.NotFound(request.Name)) };
        }

        using var held = await book.Take(ct);
        var row = Find(held.State, call, selector.Name);
        var shown = Shown(row, Version(held.State, row, selector), selector, request.WithDecryption);
        await held.Keep();
        return new() { Parameter = shown };
    }

    /// <summary>Those that are there; the others are named.</summary>
    public override async ValueTask<GetParametersResult> GetParameters(
        Call call, GetParametersRequest request, CancellationToken ct)
    {
        var names = request.Names.Distinct(StringComparer.Ordinal).ToList();
        var shared = names.Exists(name => IsPublic(Selector.Read(name).Name)) ? await premises.Public(call, ct) : null;
        using var held = await book.Take(ct);
        var (found, invalid) = (new List<Parameter>(), new List<string>());
        foreach (var name in names)
        {
            var selector = Selector.Read(name);
            if (shared?.GetValueOrDefault(selector.Name) is { } one)
            {
                found.Add(Shown(one));
            }
            else if (TryFind(held.State, call, selector.Name) is { } row
                && TryVersion(held.State, row, selector) is { } version)
            {
                found.Add(Shown(row, version, selector, request.WithDecryption));
            }
            else
            {
                invalid.Add(name);
            }
        }

        await held.Keep();
        return new() { Parameters = found, InvalidParameters = invalid };
    }

    public override async ValueTask<GetParametersByPathResult> GetParametersByPath(
        Call call, GetParametersByPathRequest request, CancellationToken ct)
    {
        NameRules.CheckPath(request.Path);
        var filters = Filters.InPath(request.ParameterFilters);
        var isRecursive = request.Recursive == true;
        var shared = IsPublic(request.Path) ? await premises.Public(call, ct) : null;
        using var held = await book.Take(ct);
        var state = held.State;
        var found = shared is not null
            ? shared.Values.Where(each => Filters.IsUnder(each.Name, request.Path, isRecursive)).Select(Shown)
            : from row in state.Parameters.Of(call.Account)
              where Filters.IsUnder(row.Name, request.Path, isRecursive)
              let version = filters.Pick(state, row)
              where version is not null
              select Shown(row, version, default, withDecryption: false);
        var (page, next) = Pages.Cut(
            call, found, each => each.Name!, request.MaxResults ?? Limits.PathPageMax, request.NextToken);
        if (shared is null && request.WithDecryption == true)
        {
            page.ForEach(each => each.Value = Value(
                call.Account, state.Version(state.Find(call.Account, each.Name!)!, each.Version!.Value)!, true));
        }

        await held.Keep();
        return new() { Parameters = page, NextToken = next };
    }

    public override async ValueTask<GetParameterHistoryResult> GetParameterHistory(
        Call call, GetParameterHistoryRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.Name);
        var (page, next) = Pages.Cut(
            call,
            held.State.VersionsOf(row),
            version => version.Version!.Value.ToString("d19", CultureInfo.InvariantCulture),
            request.MaxResults ?? Limits.PageMax,
            request.NextToken);
        var shown = page.ConvertAll(version => version.With(copy =>
        {
            copy.Value = Value(call.Account, version, request.WithDecryption);
            copy.Labels ??= [];
            copy.Policies ??= [];
        }));
        await held.Keep();
        return new() { Parameters = shown, NextToken = next };
    }

    private static bool IsPublic(string name) =>
        name.StartsWith($"{PublicParameters.Root}/", StringComparison.Ordinal) || name == PublicParameters.Root;

    private static ParameterHistory Version(SsmState state, ParameterRow row, Selector selector) =>
        TryVersion(state, row, selector) ?? throw (selector.Version is { } number
            ? Refusal.NoVersion(row.Name, number.ToString(CultureInfo.InvariantCulture))
            : Refusal.NoLabel(row.Name, selector.Label!));

    private static ParameterHistory? TryVersion(SsmState state, ParameterRow row, Selector selector) =>
        selector switch
        {
            { Version: { } number } => state.Version(row, number),
            { Label: { } label } => state.Labelled(row, label),
            _ => state.Current(row),
        };

    private Parameter Shown(ParameterRow row, ParameterHistory version, Selector selector, bool? withDecryption) =>
        new()
        {
            Name = row.Name,
            Type = version.Type,
            Value = Value(row.Account, version, withDecryption),
            Version = version.Version,
            Selector = selector.Shown,
            LastModifiedDate = version.LastModifiedDate,
            ARN = ParameterArn.Of(region, row.Account, row.Name),
            DataType = version.DataType,
        };

    private Parameter Shown(PublicParameter one) => new()
    {
        Name = one.Name,
        Type = ParameterType.String,
        Value = one.Value,
        Version = 1,
        LastModifiedDate = one.Modified,
        ARN = ParameterArn.Of(region, "", one.Name),
        DataType = one.DataType,
    };
}
