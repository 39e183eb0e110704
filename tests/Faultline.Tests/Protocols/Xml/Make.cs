using System.Buffers;
using System.Text;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Protocols.Xml;

/// <summary>Models, requests and responses in few words.</summary>
internal static class Make
{
    public static readonly Shape Text = new("Text", ShapeKind.String);
    public static readonly Shape Whole = new("Whole", ShapeKind.Integer);
    public static readonly Shape Flag = new("Flag", ShapeKind.Boolean);
    public static readonly Shape Bytes = new("Bytes", ShapeKind.Blob);
    public static readonly Shape Time = new("Time", ShapeKind.Timestamp);
    public static readonly Shape Number = new("Number", ShapeKind.Double);

    public static Shape Structure(string name, params Member[] members) =>
        new(name, ShapeKind.Structure, () => members);

    public static Shape List(Shape item, string? itemName = null, bool flattened = false) =>
        new(item.Name + "List", ShapeKind.List, () => [new("member", 0, () => item) { LocationName = itemName }])
        {
            Flattened = flattened,
        };

    public static Shape Map(Shape value, string? keyName = null, string? valueName = null, bool flattened = false) =>
        new(
            value.Name + "Map", ShapeKind.Map,
            () =>
            [
                new("key", 0, () => Text) { LocationName = keyName },
                new("value", 1, () => value) { LocationName = valueName },
            ])
        {
            Flattened = flattened,
        };

    public static ServiceModel Service(Protocol protocol, string? space = null, bool bareErrors = false) => new()
    {
        Id = "vector",
        FullName = "Vector",
        ServiceId = "Vector",
        EndpointPrefix = "vector",
        SigningName = "vector",
        ApiVersion = "2020-01-08",
        Protocols = [protocol],
        XmlNamespace = space is null ? null : new(space),
        NoErrorWrapping = bareErrors,
        Operations = [],
    };

    public static Operation Operation(
        string name, Shape? input = null, Shape? output = null, string method = "POST", string uri = "/") => new()
    {
        Name = name,
        Index = 0,
        Method = method,
        Uri = uri,
        Input = input,
        Output = output,
        NewInput = () => new Bag(input ?? Structure(name + "Input")),
    };

    public static Incoming Request(
        byte[] body, string query = "", string path = "/", string method = "POST", IHeaderDictionary? headers = null) =>
        new()
        {
            Method = method,
            Path = path,
            Query = query,
            Headers = headers ?? new HeaderDictionary(),
            Body = body,
            Stream = new MemoryStream(body),
        };

    public static Outgoing Response() =>
        new() { Headers = new HeaderDictionary(), Body = new ArrayBufferWriter<byte>() };

    public static string Body(this Outgoing response) =>
        Encoding.UTF8.GetString(((ArrayBufferWriter<byte>)response.Body).WrittenSpan);

    /// <summary>What the input reads as, in one line; or what is wrong with it, after a hash.</summary>
    public static string Read(Codec codec, Shape input, Incoming request, string uri = "/")
    {
        var bag = new Bag(input);
        try
        {
            codec.Read(Service(Protocol.Query), Operation("Do", input, uri: uri, method: request.Method), request, bag);
        }
        catch (MalformedInput bad)
        {
            return "# " + bad.Message;
        }

        return bag.ToString();
    }
}
