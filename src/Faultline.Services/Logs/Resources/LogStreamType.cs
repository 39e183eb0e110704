using System.Text.Json.Nodes;
using Faultline.Api.Logs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Logs.Resources;

/// <summary>Streams of log groups. Its id is the stream's name.</summary>
internal sealed class LogStreamType(LogsApi logs) : ResourceType("AWS::Logs::LogStream")
{
    private const int NameMax = 512;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("LogStreamName") ?? work.Name(NameMax);
        if (await Look(work, name, ct) is not { } there)
        {
            await work.Ask(
                logs.CreateLogStream,
                new CreateLogStreamRequest { LogGroupName = Group(work), LogStreamName = name },
                ct);
        }
        else if (there.LastIngestionTime is not null)
        {
            // Streams have no tags: one that is empty is what an earlier try left.
            throw Refused.Exists(Name, name);
        }

        return name;
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        logs.DeleteLogStream,
        new DeleteLogStreamRequest { LogGroupName = Group(work), LogStreamName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        await Look(work, work.Id!, ct) is { } stream
            ? new JsonObject { ["LogGroupName"] = Group(work), ["LogStreamName"] = stream.LogStreamName }
            : null;

    private static string Group(Work work) => work.Properties.Needed("LogGroupName");

    /// <summary>The first of those that begin so is the one that is called so.</summary>
    private async ValueTask<LogStream?> Look(Work work, string name, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            logs.DescribeLogStreams,
            new DescribeLogStreamsRequest { LogGroupName = Group(work), LogStreamNamePrefix = name, Limit = 1 },
            ct)))
        ?.LogStreams!.Find(each => each.LogStreamName == name);
}
