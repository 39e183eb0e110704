using System.Net;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Routing;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>
/// One request and its answer on their way along the request path. A connection (or a stream of it) has one of them and
/// uses it again for each request.
/// </summary>
internal sealed class Exchange
{
    private IFeatureCollection features = null!;
    private IHttpRequestFeature request = null!;
    private IHttpConnectionFeature? connection;
    private IConnectionLifetimeFeature? lifetime;
    private string? originHost;
    private string originScheme = "";

    public Incoming Request { get; private set; } = null!;

    public Outgoing Response { get; private set; } = null!;

    public Body Body { get; } = new();

    public Sheet Answer { get; } = new();

    public string RequestId { get; private set; } = "";

    public DateTimeOffset Began { get; private set; }

    /// <summary>What the request turned out to be; of no meaning before <see cref="Codec"/> is there.</summary>
    public Route Route { get; private set; }

    /// <summary>The protocol in which to answer; null until the request is identified.</summary>
    public Codec? Codec { get; private set; }

    public Principal? Principal { get; set; }

    /// <summary>How often the cloud had been reset when the behaviour was called.</summary>
    public int Resets { get; set; }

    public IStructure? Input { get; set; }

    /// <summary>The origin of the web page that calls, once it may.</summary>
    public string? Page { get; set; }

    /// <summary>The error code that went out, for the record.</summary>
    public string? ErrorCode { get; set; }

    public IFeatureCollection Features => features;

    public IHttpResponseFeature ResponseFeature { get; private set; } = null!;

    public IHttpResponseBodyFeature ResponseBody { get; private set; } = null!;

    /// <summary>Scheme, host and port by which the caller reached us.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>The name by which the caller reached us; the same object while the connection keeps to it.</summary>
    public string Host => originHost ?? "";

    /// <summary>The last host by which the connection was let in.</summary>
    public string? HostLetIn { get; set; }

    /// <summary>The endpoint that was last reached over this connection.</summary>
    public (string Service, string Region)? Reached { get; set; }

    public IPAddress? Client { get; private set; }

    public string SourceAddress { get; private set; } = "";

    /// <summary>
    /// The caller is gone. HTTP/1.1 has one request at a time, so there the connection's own end says it all.
    /// </summary>
    public CancellationToken Gone { get; private set; }

    public void Begin(IFeatureCollection from, Node node)
    {
        (RequestId, Began) = (node.Dice.Uuid(), node.Now);
        if (!ReferenceEquals(features, from))
        {
            Take(from);
        }

        var (path, query) = Split(request.RawTarget);
        Request = new() { Method = request.Method, Path = path, Query = query, Headers = request.Headers };
        Response = new() { Headers = ResponseFeature.Headers, Body = Answer };
        Gone = request.Protocol == HttpProtocol.Http11 && lifetime is not null
            ? lifetime.ConnectionClosed
            : from.Get<IHttpRequestLifetimeFeature>()!.RequestAborted;
        FindOrigin();
        if (connection?.RemoteIpAddress is { } client && !ReferenceEquals(client, Client))
        {
            (Client, SourceAddress) = (client, client.ToString());
        }
    }

    public void End()
    {
        Body.Release();
        Answer.Clear();
        (Request, Response) = (null!, null!);
        (Codec, Principal, Input, ErrorCode, Page) = (null, null, null, null, null);
        Route = default;
    }

    public void Identify(in Route route)
    {
        Route = route;
        Codec = Codecs.Of(route.Protocol);
    }

    /// <summary>Forgets what was written so far: an error takes the place of a half-written answer.</summary>
    public void Rewind()
    {
        Answer.Rewind();
        Response.Stream = null;
        Response.Events = null;
        Response.Headers.Clear();
    }

    /// <summary>The target as it was sent: an absolute one, as proxies send it, loses its scheme and host.</summary>
    private static (string Path, string Query) Split(string target)
    {
        if (!target.StartsWith('/'))
        {
            var host = target.IndexOf("://", StringComparison.Ordinal);
            var slash = host < 0 ? -1 : target.IndexOf('/', host + 3);
            target = slash < 0 ? "/" : target[slash..];
        }

        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }

    /// <summary>Kestrel uses a collection and what is in it again, and each look into it costs.</summary>
    private void Take(IFeatureCollection from)
    {
        features = from;
        request = from.Get<IHttpRequestFeature>()!;
        ResponseFeature = from.Get<IHttpResponseFeature>()!;
        ResponseBody = from.Get<IHttpResponseBodyFeature>()!;
        connection = from.Get<IHttpConnectionFeature>();
        lifetime = from.Get<IConnectionLifetimeFeature>();
    }

    private void FindOrigin()
    {
        var host = request.Headers.Host.ToString();
        if (!string.Equals(host, originHost, StringComparison.Ordinal)
            || !string.Equals(request.Scheme, originScheme, StringComparison.Ordinal))
        {
            (originHost, originScheme) = (host, request.Scheme);
            Origin = $"{originScheme}://{host}";
        }
    }
}
