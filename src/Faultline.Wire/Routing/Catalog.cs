using System.Text;

namespace Faultline.Wire.Routing;

/// <summary>
/// Every service that a model of ours describes, built or not, by the words in which requests name services. Only the
/// services' own lines are read at the start; operations are read for a service when it is first asked for one.
/// </summary>
public sealed class Catalog
{
    private static readonly CatalogService[] none = [];

    private readonly Dictionary<string, CatalogService> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CatalogService> targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CatalogService[]> endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CatalogService[]> signings = new(StringComparer.Ordinal);

    /// <summary>Reads the text that tools/Contracts writes: a block a service, parted by empty lines.</summary>
    public Catalog(byte[] text, Func<string, ServiceModel?> built)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOf("\n\n"u8);
            var end = length < 0 ? text.Length : at + length + 1;
            var line = text.AsSpan(at, end - at).IndexOf((byte)'\n');
            Add(new(Encoding.UTF8.GetString(text, at, line), text.AsMemory((at + line + 1)..end), built));
            at = end + 1;
        }
    }

    /// <summary>The catalog of this build.</summary>
    public static Catalog Default { get; } = new(Resource(), Generated.BuiltServices.Find);

    public IReadOnlyCollection<CatalogService> Services => ids.Values;

    public CatalogService? ById(ReadOnlySpan<char> id) => Get(ids, id);

    /// <summary>By the first part of X-Amz-Target, which rpc-v2-cbor has in its path too.</summary>
    public CatalogService? ByTarget(ReadOnlySpan<char> prefix) => Get(targets, prefix);

    /// <summary>By the first part of the host; several services may share one.</summary>
    public CatalogService[] ByEndpoint(ReadOnlySpan<char> prefix) => Get(endpoints, prefix) ?? none;

    /// <summary>By the name in the credential scope; several services may share one.</summary>
    public CatalogService[] BySigningName(ReadOnlySpan<char> name) => Get(signings, name) ?? none;

    private static T? Get<T>(Dictionary<string, T> table, ReadOnlySpan<char> key) where T : class =>
        table.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var found) ? found : null;

    private static byte[] Resource()
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream("catalog.txt")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }

    private void Add(CatalogService service)
    {
        ids.Add(service.Id, service);
        Share(endpoints, service.EndpointPrefix, service);
        Share(signings, service.SigningName, service);
        if (service.TargetPrefix is { } target)
        {
            targets.Add(target, service);
        }
    }

    private static void Share(Dictionary<string, CatalogService[]> table, string key, CatalogService service) =>
        table[key] = table.TryGetValue(key, out var others) ? [.. others, service] : [service];
}
