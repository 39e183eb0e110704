using System.Buffers;
using System.Text;
using System.Text.Json;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>
/// What the vectors of one protocol need beyond the vectors: its codec, and how a response of ours is read back. Every
/// subclass in this assembly is found by itself, so a protocol plugs in with one class.
/// </summary>
internal abstract class Dialect
{
    public static IReadOnlyList<Dialect> All { get; } =
    [
        .. typeof(Dialect).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Dialect)) && !t.IsAbstract)
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (Dialect)Activator.CreateInstance(t)!),
    ];

    /// <summary>
    /// The files it speaks, as in <c>json.json</c>: each is looked for in input, output and both legacy folders.
    /// </summary>
    public abstract string[] Files { get; }

    /// <summary>Vectors that cannot hold for a server, by id, each with the reason.</summary>
    public virtual IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Output vectors whose body is one of several that a client must take, by id, each with the reason.
    /// </summary>
    public virtual IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Responses have the form of requests, so that the vectors' own responses are held against our reader as well.
    /// </summary>
    public virtual bool ReadsResponses => false;

    public abstract Codec Codec(Vector vector);

    /// <summary>The bytes of a body that the vector gives as text.</summary>
    public virtual byte[] Bytes(string body) => Encoding.UTF8.GetBytes(body);

    /// <summary>
    /// Reads a response of ours as a client would. Works as is where responses have the form of requests.
    /// </summary>
    public virtual void ReadBack(Vector vector, Operation operation, Captured response, Loose into) =>
        Codec(vector).Read(vector.Service(), operation, response.AsRequest(), into);

    /// <summary>Where the two bodies differ in more than form; null where they say the same.</summary>
    public abstract string? BodyDifference(byte[] wanted, byte[] found);

    /// <summary>The code of an error response of ours, as a client finds it.</summary>
    public abstract string ErrorCode(Vector vector, Captured response);
}

/// <summary>A response of a codec, kept for looking at.</summary>
internal sealed class Captured
{
    private readonly ArrayBufferWriter<byte> body = new();

    public Captured() => Outgoing = new() { Headers = new HeaderDictionary(), Body = body };

    /// <summary>A response as a vector gives it.</summary>
    public Captured(byte[] bytes) : this() => Outgoing.Body.Write(bytes);

    public Outgoing Outgoing { get; }

    /// <summary>The body, whichever way it was written.</summary>
    public byte[] Body()
    {
        if (Outgoing.Events is { } events)
        {
            return events.ToBlockingEnumerable().SelectMany(e => e.ToArray()).ToArray();
        }

        if (Outgoing.Stream is not { } stream)
        {
            return body.WrittenSpan.ToArray();
        }

        using var copy = new MemoryStream();
        stream.Position = 0;
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public Incoming AsRequest() => new()
    {
        Method = "POST",
        Path = "/",
        Headers = Outgoing.Headers,
        Body = Body(),
        Stream = new MemoryStream(Body()),
    };
}
