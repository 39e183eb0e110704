using System.Text;
using Faultline.Wire.Protocols;

namespace Faultline.Wire.Routing;

/// <summary>
/// Finds out what a request is for. The words for it differ: a target header, a path, an action, the scope that the
/// request is signed for, the host. All that it knows of services comes from the catalog.
/// </summary>
public sealed class Router(Catalog catalog)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Cbor = "/service/";

    public static Router Default { get; } = new(Catalog.Default);

    /// <summary>The body must be read before the request can be routed: it is a form that names the action.</summary>
    public static bool ReadsBody(Incoming request) =>
        IsForm(request) && !request.Headers.ContainsKey("X-Amz-Target") && !QueryText.Has(request.Query, "Action");

    /// <summary>The way of the request; null when nothing in it says which service it is for.</summary>
    public Route? Find(Incoming request, string? host)
    {
        var target = request.Headers["X-Amz-Target"];
        if (target.Count > 0)
        {
            return ByTarget(request, host, target.ToString());
        }

        if (request.Path.StartsWith(Cbor, StringComparison.Ordinal) && ByPath(request, host) is { } cbor)
        {
            return cbor;
        }

        var scope = CredentialScope.Of(request);
        var name = HostName.Of(host, catalog);
        return ByAction(request, scope, name) ?? ByPlace(request, scope, name);
    }

    /// <summary>json: <c>X-Amz-Target: AmazonSQS.SendMessage</c>.</summary>
    private Route? ByTarget(Incoming request, string? host, string target)
    {
        var scope = CredentialScope.Of(request);
        var region = RegionOf(scope, host);
        var dot = target.LastIndexOf('.');
        var operation = target.AsSpan(dot + 1);
        if (dot > 0 && catalog.ByTarget(target.AsSpan(0, dot)) is { } service
            && service.Speaks(Protocol.Json10, Protocol.Json11) is { } protocol)
        {
            return To(service, protocol, operation, region);
        }

        // The prefix is nobody's. The signature may still say whose protocol the answer must be in.
        foreach (var signed in catalog.BySigningName(scope.Service))
        {
            if (signed.Speaks(Protocol.Json10, Protocol.Json11) is { } spoken)
            {
                return Lost(signed.Model, spoken, target, region, RouteKind.UnknownOperation);
            }
        }

        var json = request.Headers.ContentType.ToString().Contains("-1.0", StringComparison.Ordinal);
        return Lost(
            Stranger(scope.Service.IsEmpty ? target.AsSpan(0, Math.Max(dot, 0)) : scope.Service),
            json ? Protocol.Json10 : Protocol.Json11, operation.ToString(), region, RouteKind.UnknownService);
    }

    /// <summary>rpc-v2-cbor: <c>/service/GraniteServiceVersion20100801/operation/PutMetricData</c>.</summary>
    private Route? ByPath(Incoming request, string? host)
    {
        Span<Range> parts = stackalloc Range[5];
        var path = request.Path.AsSpan(1);
        if (path.Split(parts, '/') != 4 || path[parts[2]] is not "operation"
            || catalog.ByTarget(path[parts[1]]) is not { } service
            || service.Speaks(Protocol.Cbor, Protocol.Cbor) is not { } protocol)
        {
            return null;
        }

        return To(service, protocol, path[parts[3]], RegionOf(CredentialScope.Of(request), host));
    }

    /// <summary>query and ec2: the parameters Action and Version, in the query string or in the body.</summary>
    private Route? ByAction(Incoming request, CredentialScope scope, HostName host)
    {
        var form = IsForm(request);
        var action = Parameter(request, "Action", form);
        var queue = QueuePath.Of(request.Path);
        var onlyQueue = action is null && !form && queue is not null && request.Method == "GET";
        if (action is null && !form && !onlyQueue)
        {
            return null;
        }

        var version = Parameter(request, "Version", form);
        if (Choose(scope, host, action, version, queue) is not { } service)
        {
            return null;
        }

        var protocol = service.Speaks(Protocol.Query, Protocol.Ec2)!.Value;
        var region = queue?.Region ?? RegionOf(scope, host);
        if (onlyQueue)
        {
            return service.Id == "sqs"
                ? Lost(service.Model, protocol, Route.NoOperation, region, RouteKind.UnknownOperation)
                : null;
        }

        if (queue is not null && service.Id == "sqs" && action is "CreateQueue" or "ListQueues")
        {
            return Lost(service.Model, protocol, action, region, RouteKind.UnknownOperation);
        }

        return action is null
            ? Lost(service.Model, protocol, Route.NoAction, region, RouteKind.UnknownOperation)
            : To(service, protocol, action, region) with { Queue = service.Id == "sqs" ? queue : null };
    }

    /// <summary>
    /// Of the services that the signature or the host names, or of all, the one of that version that has the action. An
    /// action that nobody has still belongs to the service that was named.
    /// </summary>
    private CatalogService? Choose(
        CredentialScope scope, HostName host, string? action, string? version, QueuePath? queue)
    {
        IReadOnlyCollection<CatalogService> named = catalog.BySigningName(scope.Service);
        named = named.Count > 0 ? named : catalog.ByEndpoint(host.Prefix);
        if (named.Count == 0 && queue is not null && catalog.ById("sqs") is { } sqs)
        {
            named = [sqs];
        }

        var speakers = (named.Count > 0 ? named : catalog.Services)
            .Where(service => service.Speaks(Protocol.Query, Protocol.Ec2) is not null)
            .ToArray();
        var current = speakers.Where(service => service.ApiVersion == version);
        return speakers.Length == 1 ? speakers[0]
            : current.FirstOrDefault(service => service.Has(action))
            ?? current.FirstOrDefault()
            ?? speakers.FirstOrDefault(service => service.Has(action))
            ?? (named.Count > 0 ? speakers.FirstOrDefault() : null);
    }

    /// <summary>REST: a method at a place. What nothing else claims, and is not signed for another, is S3's.</summary>
    private Route? ByPlace(Incoming request, CredentialScope scope, HostName host)
    {
        var named = catalog.ByEndpoint(host.Prefix);
        named = named.Length > 0 ? named : catalog.BySigningName(scope.Service);
        var region = RegionOf(scope, host);
        if (named.Length == 0 && !scope.Service.IsEmpty)
        {
            var protocol = IsForm(request) ? Protocol.Query : Protocol.RestJson;
            return Lost(Stranger(scope.Service), protocol, Place(request), region, RouteKind.UnknownService);
        }

        IEnumerable<CatalogService> candidates = named.Length > 0
            ? named
            : catalog.Services.Where(service => service.HasAnonymousRest);
        foreach (var service in candidates)
        {
            if (AtPlace(service, request, host) is { } operation && (named.Length > 0 || operation.Anonymous))
            {
                return To(service, service.Model.Protocols[0], operation.Name, region) with { HostLabel = Label(host) };
            }
        }

        return named.Length > 0 ? Nowhere(named, request, region) : null;
    }

    private static CatalogOperation? AtPlace(CatalogService service, Incoming request, HostName host)
    {
        if (service.Speaks(Protocol.RestJson, Protocol.RestXml) is null
            || (service.Id is "s3" or "s3control" && service.Id == "s3control" != IsS3Control(request, host)))
        {
            return null;
        }

        // In S3's virtual-host form the bucket stands in the host and not in the path.
        var path = service.Id == "s3" && !host.Label.IsEmpty ? $"/{host.Label}{request.Path}" : request.Path;
        return service.Rules.Find(request.Method, path, request.Query, request.Headers);
    }

    // Signed like S3, but never without the account that it acts for.
    private static bool IsS3Control(Incoming request, HostName host) =>
        host.Prefix is "s3-control" || request.Headers.ContainsKey("x-amz-account-id");

    private static Route Nowhere(CatalogService[] named, Incoming request, string region)
    {
        var rest = named.FirstOrDefault(service => service.Speaks(Protocol.RestJson, Protocol.RestXml) is not null);
        var model = (rest ?? named[0]).Model;
        return Lost(model, model.Protocols[0], Place(request), region, RouteKind.UnknownOperation);
    }

    private static Route To(CatalogService service, Protocol protocol, ReadOnlySpan<char> name, string region)
    {
        var model = service.Model;
        var operation = model.Find(name);
        return new()
        {
            Service = model,
            Protocol = protocol,
            Operation = operation,
            OperationName = operation?.Name ?? name.ToString(),
            Region = model.GlobalRegion ?? region,
            Kind = operation is not null ? RouteKind.Built
                : service.Has(name) ? RouteKind.NotBuilt
                : RouteKind.UnknownOperation,
        };
    }

    private static Route Lost(ServiceModel service, Protocol protocol, string name, string region, RouteKind kind) =>
        new() { Service = service, Protocol = protocol, OperationName = name, Region = region, Kind = kind };

    /// <summary>What is known of a service that no model describes: its name.</summary>
    private static ServiceModel Stranger(ReadOnlySpan<char> name)
    {
        var word = name.IsEmpty ? "unknown" : name.ToString();
        return new()
        {
            Id = word,
            FullName = word,
            ServiceId = word,
            EndpointPrefix = word,
            SigningName = word,
            ApiVersion = "",
            Protocols = [],
        };
    }

    private string RegionOf(CredentialScope scope, string? host) =>
        scope.Region.IsEmpty ? RegionOf(scope, HostName.Of(host, catalog)) : Regions.Name(scope.Region);

    private static string RegionOf(CredentialScope scope, HostName host) =>
        !scope.Region.IsEmpty ? Regions.Name(scope.Region)
        : !host.Region.IsEmpty ? Regions.Name(host.Region)
        : Regions.Default;

    private static string? Label(HostName host) => host.Label.IsEmpty ? null : host.Label.ToString();

    private static string Place(Incoming request) => $"{request.Method} {request.Path}";

    private static bool IsForm(Incoming request) =>
        request.Headers.ContentType.ToString().StartsWith(Form, StringComparison.OrdinalIgnoreCase);

    private static string? Parameter(Incoming request, string name, bool form) =>
        QueryText.Find(request.Query, name, out var value) ? value.ToString()
        : form ? QueryText.Find(request.Body.Span, Encoding.ASCII.GetBytes(name))
        : null;
}
