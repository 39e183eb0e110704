using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Faultline.Gateway;
using Faultline.Kernel.Timeline;
using Faultline.Kernel.Times;
using Faultline.Services.Worldwide;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Faultline.Local;

/// <summary>
/// What happened, over HTTP: <c>/_faultline/timeline</c> with <c>after</c> (a number), <c>since</c> (an hour, or a span
/// back from now), <c>region</c>, <c>zone</c>, <c>cause</c> and <c>limit</c>; and with <c>follow=true</c>, or for a
/// client that accepts <c>text/event-stream</c>, as server-sent events that go on.
/// </summary>
internal sealed class TimelinePaths(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/timeline";
    private const int LimitDefault = 1000;
    private const int LimitMax = 20_000;

    /// <summary>A comment is sent so often when nothing happens, so that a client that is gone is noticed.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private TimelineBook Timeline => cloud.World.Timeline;

    public ValueTask<bool> Answers(Exchange exchange) =>
        exchange.Request.Path == Path && HttpMethods.IsGet(exchange.Request.Method)
            ? Answer(exchange)
            : ValueTask.FromResult(false);

    private async ValueTask<bool> Answer(Exchange exchange)
    {
        var query = QueryHelpers.ParseQuery(exchange.Request.Query)
            .ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal);
        var problems = new List<string>();
        var asked = Read(query, problems);
        if (problems.Count > 0)
        {
            exchange.Response.Status = StatusCodes.Status400BadRequest;
            Reply.Json(exchange, json => json.WriteString("error", string.Join(' ', problems)));
            return true;
        }

        var follows = query.GetValueOrDefault("follow") == "true"
            || exchange.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal);
        if (follows)
        {
            exchange.Response.Headers.ContentType = "text/event-stream";
            exchange.Response.Headers.CacheControl = "no-store";
            exchange.Response.Events = Follow(asked, exchange.Gone);
            return true;
        }

        var happenings = await Timeline.After(asked.After, asked.Wants, asked.Limit, exchange.Gone);
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("events");
            foreach (var each in happenings)
            {
                Write(json, each);
            }

            json.WriteEndArray();
        });
        return true;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Follow(
        Asked asked, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = asked.After;
        yield return ": the timeline of this cloud\n\n"u8.ToArray();
        while (!ct.IsCancellationRequested)
        {
            // Asked for before the look: what comes in between ends the wait at once.
            var next = Timeline.Next();
            var happenings = await Timeline.After(after, asked.Wants, asked.Limit, ct);
            foreach (var each in happenings)
            {
                after = each.Number;
                yield return Event(each);
            }

            if (happenings.Count == 0 && !await Comes(next, ct))
            {
                yield return ": nothing\n\n"u8.ToArray();
            }
        }
    }

    private async Task<bool> Comes(Task next, CancellationToken ct)
    {
        try
        {
            await next.WaitAsync(Heartbeat, cloud.Node.Clock, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static byte[] Event(Happening happening)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"id: {happening.Number}\nevent: {happening.Kind.Name()}\ndata: ")));
        using (var json = new Utf8JsonWriter(bytes))
        {
            Write(json, happening);
        }

        bytes.Write("\n\n"u8);
        return bytes.ToArray();
    }

    private Asked Read(Dictionary<string, string> query, List<string> problems)
    {
        long Number(string name, long unless, long max)
        {
            if (query.GetValueOrDefault(name) is not { } text)
            {
                return unless;
            }

            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max)
            {
                return number;
            }

            problems.Add($"{name} is a whole number up to {max}; not '{text}'.");
            return unless;
        }

        return new(
            Number("after", 0, long.MaxValue),
            Since(query.GetValueOrDefault("since"), problems),
            query.GetValueOrDefault("region"),
            query.GetValueOrDefault("zone"),
            query.GetValueOrDefault("cause"),
            (int)Number("limit", LimitDefault, LimitMax));
    }

    private DateTimeOffset? Since(string? text, List<string> problems)
    {
        if (text is null)
        {
            return null;
        }

        if (Spans.TryRead(text, out var back) && back >= TimeSpan.Zero && back < TimeSpan.FromDays(3650))
        {
            return cloud.Node.Now - back;
        }

        if (DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var hour))
        {
            return hour;
        }

        problems.Add($"since is a span back from now, as 10m, or an hour, as 2026-11-20T10:00:00Z; not '{text}'.");
        return null;
    }

    private static void Write(Utf8JsonWriter json, Happening happening)
    {
        json.WriteStartObject();
        json.WriteNumber("number", happening.Number);
        json.WriteString("at", happening.At);
        json.WriteString("event", happening.Kind.Name());
        Text("region", happening.Region);
        Text("zone", happening.Zone);
        Text("resource", happening.Resource);
        Text("cause", happening.Cause);
        Text("outcome", happening.Outcome);
        json.WriteString("says", happening.Says);
        json.WriteEndObject();

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }

    private sealed record Asked(
        long After, DateTimeOffset? Since, string? Region, string? Zone, string? Cause, int Limit)
    {
        public bool Wants(Happening each) =>
            (Since is null || each.At >= Since)
            && (Region is null || each.Region == Region)
            && (Zone is null || each.Zone == Zone)
            && (Cause is null || each.Cause == Cause);
    }
}
