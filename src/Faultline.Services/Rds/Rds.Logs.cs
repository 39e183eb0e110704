using Faultline.Api.Rds;
using Faultline.Engines.Postgres;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Logs;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    /// <summary>The folder in which AWS shows the logs of PostgreSQL.</summary>
    private const string LogFolder = "error/";

    public override async ValueTask<DescribeDBLogFilesResponse> DescribeDBLogFiles(
        Call call, DescribeDBLogFilesMessage request, CancellationToken ct)
    {
        var (_, files) = await LogsOf(call, request.DBInstanceIdentifier, ct);
        var all = files.Where(each =>
                (request.FilenameContains is not { } part || NameOf(each).Contains(part, StringComparison.Ordinal))
                && (request.FileLastWritten is not { } after || each.Written.ToUnixTimeMilliseconds() >= after)
                && (request.FileSize is not { } least || each.Bytes > least))
            .By(request.Filters);
        var (page, next) = Pages.Cut(call, all, NameOf, request.MaxRecords, request.Marker);
        return new()
        {
            DescribeDBLogFiles = page.ConvertAll(each => new DescribeDBLogFilesDetails
            {
                LogFileName = NameOf(each),
                LastWritten = each.Written.ToUnixTimeMilliseconds(),
                Size = each.Bytes,
            }),
            Marker = next,
        };
    }

    public override async ValueTask<DownloadDBLogFilePortionDetails> DownloadDBLogFilePortion(
        Call call, DownloadDBLogFilePortionMessage request, CancellationToken ct)
    {
        var (key, files) = await LogsOf(call, request.DBInstanceIdentifier, ct);
        if (files.FirstOrDefault(each => NameOf(each) == request.LogFileName) is not { } file)
        {
            throw RdsErrors.DBLogFileNotFoundFault(
                $"DBLog File: {request.LogFileName}, is not found on the DB instance");
        }

        var portion = LogPortion.Of(
            file.Bytes,
            (offset, count) => options.Engines!.Postgres.ReadLog(key, file.Name, offset, count) ?? [],
            request.Marker,
            request.NumberOfLines);
        return new()
        {
            LogFileData = portion.Text,
            Marker = portion.Marker,
            AdditionalDataPending = portion.IsMore,
        };
    }

    private static string NameOf(LogFile file) => LogFolder + file.Name;

    /// <summary>The log files of the server that writes, or wrote last.</summary>
    private async ValueTask<(string Key, IReadOnlyList<LogFile> Files)> LogsOf(
        Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = held.State.Instance(call.Account, name) ?? throw Refusal.NoInstance(name);
        await held.Keep();
        return WriterOf(row) is { } key && options.Engines is { } engines
            ? (key, engines.Postgres.Logs(key))
            : ("", []);
    }

    private static string? WriterOf(InstanceRow row) => row.Writer ?? row.Members.FirstOrDefault()?.Key;
}
