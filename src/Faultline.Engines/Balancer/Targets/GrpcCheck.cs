using System.Globalization;
using System.Net;
using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>A check of a target that speaks gRPC: a call of the method, with an empty message.</summary>
internal static class GrpcCheck
{
    private const int AnswerBytesMax = 64 * 1024;

    /// <summary>A message that is not pressed, of no bytes.</summary>
    private static readonly byte[] Message = [0, 0, 0, 0, 0];

    /// <summary>The status that the call ends with; null when what comes is no answer of gRPC.</summary>
    public static async ValueTask<int?> Ask(Strand strand, IPEndPoint at, CheckConfig config)
    {
        await strand.Send(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {config.Path} HTTP/1.1\r\nHost: {at}\r\nUser-Agent: ELB-HealthChecker/2.0\r\n"
            + $"Content-Type: application/grpc\r\nContent-Length: {Message.Length}\r\n\r\n")));
        await strand.Send(Message);
        var (buffer, end) = (new byte[AnswerBytesMax], 0);
        while (await strand.Receive(buffer.AsMemory(end)) is > 0 and var count)
        {
            end += count;
        }

        return Read(buffer.AsSpan(0, end));
    }

    /// <summary>The status stands behind the answer's body, or in its head where there is none.</summary>
    private static int? Read(Span<byte> bytes)
    {
        var head = new Head();
        if (!head.Read(bytes, isAnswer: true) || head.Fault is not null || head.Status != 200)
        {
            return null;
        }

        if (Find(head, bytes) is { } early)
        {
            return early;
        }

        var (chunks, trailers, at) = (default(Chunks), new Out(), head.Length);
        trailers.Add("HTTP/1.1 200 \r\n"u8);
        while (at < bytes.Length && !chunks.IsDone)
        {
            if (chunks.Peel(bytes[at..], trailers, out _) is not (> 0 and var used))
            {
                return null;
            }

            at += used;
        }

        var behind = new Head();
        var whole = chunks.IsDone && behind.Read(trailers.Written.Span, isAnswer: true) && behind.Fault is null;
        var found = whole ? Find(behind, trailers.Written.Span) : null;
        trailers.Release();
        return found;
    }

    private static int? Find(Head head, ReadOnlySpan<byte> bytes)
    {
        foreach (var field in head.Fields)
        {
            if (FieldNames.Is(field.NameIn(bytes), "grpc-status"u8))
            {
                return int.TryParse(field.ValueIn(bytes), CultureInfo.InvariantCulture, out var status) ? status : null;
            }
        }

        return null;
    }
}
