using System.Buffers;
using System.Runtime.CompilerServices;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Events;

/// <summary>
/// Frames events as a service gives them. An error ends the stream as its last event: the response has long begun.
/// </summary>
internal static class EventStream
{
    public const string ContentType = "application/vnd.amazon.eventstream";

    /// <summary>A header holds 32,767 bytes, a letter takes up to three, and a message may quote a client.</summary>
    private const int MessageMax = 8192;

    /// <summary>The member of an output that is a stream of events, if one is.</summary>
    public static Member? Of(Shape output)
    {
        foreach (var member in output.Members)
        {
            if (member.Shape.EventStream)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>
    /// The first event of the RPC protocols: the output's other members, already in the protocol's form.
    /// </summary>
    public static byte[] Initial(EventFormat format, ReadOnlySpan<byte> body) =>
        Head("initial-response", format.ContentType).Seal(body);

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Frames(
        EventFormat format, Shape stream, IAsyncEnumerable<IStructure> events, byte[]? initial,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        if (initial is not null)
        {
            yield return initial;
        }

        await using var each = events.GetAsyncEnumerator(ct);
        while (true)
        {
            byte[]? last = null;
            try
            {
                if (!await each.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (AwsError error)
            {
                last = Error(format, stream, error);
            }

            if (last is not null)
            {
                yield return last;
                yield break;
            }

            yield return Event(format, stream, each.Current);
        }
    }

    private static byte[] Event(EventFormat format, Shape stream, IStructure value)
    {
        var type = Array.Find(stream.Members, m => ReferenceEquals(m.Shape, value.Shape))
            ?? throw new Kernel.InvariantBroken($"{value.Shape} is no event of {stream}.");
        var output = new ArrayBufferWriter<byte>();
        var payload = Array.Find(value.Shape.Members, m => m.EventPayload);
        var frame = Head(type.Name, payload?.Shape.Kind switch
        {
            ShapeKind.Blob => "application/octet-stream",
            ShapeKind.String => "text/plain",
            _ => format.ContentType,
        });
        value.Write(new EventHeaders(frame, output));
        if (payload is null)
        {
            if (Array.Exists(value.Shape.Members, m => !m.EventHeader))
            {
                format.WriteMembers(new EventMembers(value), output);
            }
        }
        else if (payload.Shape.Kind is not (ShapeKind.Blob or ShapeKind.String))
        {
            format.WritePayload(value, payload, output);
        }

        return frame.Seal(output.WrittenSpan);
    }

    private static byte[] Error(EventFormat format, Shape stream, AwsError error)
    {
        var frame = new EventFrame();
        if (Array.Find(stream.Members, m => ReferenceEquals(m.Shape, error.Shape)) is not { } type)
        {
            frame.Header(":message-type", "error");
            frame.Header(":error-code", error.Code);
            var message = error.Message;
            frame.Header(":error-message", message.Length <= MessageMax ? message : message[..MessageMax]);
            return frame.Seal([]);
        }

        frame.Header(":message-type", "exception");
        frame.Header(":exception-type", type.Name);
        frame.Header(":content-type", format.ContentType);
        var output = new ArrayBufferWriter<byte>();
        format.WriteMembers(new ErrorBody(error), output);
        return frame.Seal(output.WrittenSpan);
    }

    private static EventFrame Head(string type, string contentType)
    {
        var frame = new EventFrame();
        frame.Header(":message-type", "event");
        frame.Header(":event-type", type);
        frame.Header(":content-type", contentType);
        return frame;
    }

    /// <summary>An event without the members that are its headers.</summary>
    private sealed class EventMembers(IStructure value) : IStructure
    {
        public Shape Shape => value.Shape;

        public void Write(ShapeWriter writer) => value.Write(new Filter(writer));

        public void Read(Member member, ShapeReader reader) =>
            throw new NotSupportedException("Events are only written.");

        private sealed class Filter(ShapeWriter inner) : MemberFilter(inner)
        {
            protected override bool Passes(Member member) => !member.EventHeader;
        }
    }
}
