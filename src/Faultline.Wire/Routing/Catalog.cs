using System.Text;

namespace Faultline.Wire.Routing;

/// <summary>
/// Every service that a model of ours describes, built or not, by the words in which requests name services. Only the
/// services' own lines are read at the start; operations are read for a service when it is first asked for one.
/// </summary>
public sealed class Catalog
{
    private readonly List<CatalogService> services = [];
    private readonly WordTable ids;
    private readonly WordTable targets;
    private readonly WordTable endpoints;
    private readonly WordTable signings;

    /// <summary>Reads the text that tools/Contracts writes: a block a service, parted by empty lines.</summary>
    public Catalog(byte[] text, Func<string, ServiceModel?> built)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOf("\n\n"u8);
            var end = length < 0 ? text.Length : at + length + 1;
            var line = text.AsSpan(at, end - at).IndexOf((byte)'\n');
            var facts = Encoding.UTF8.GetString(text, at, line);
            services.Add(new(facts, text.AsMemory((at + line + 1)..end), built));
            at = end + 1;
        }

        ids = new(services, static service => service.Id);
        targets = new(services, static service => service.TargetPrefix);
        endpoints = new(services, static service => service.EndpointPrefix);
        signings = new(services, static service => service.SigningName);
    }

    /// <summary>The catalog of this build.</summary>
    public static Catalog Default { get; } = new(Resource(), Generated.BuiltServices.Find);

    public IReadOnlyCollection<CatalogService> Services => services;

    public CatalogService? ById(ReadOnlySpan<char> id) => ids.Find(id) is [var service, ..] ? service : null;

    /// <summary>By the first part of X-Amz-Target, which rpc-v2-cbor has in its path too.</summary>
    public CatalogService? ByTarget(ReadOnlySpan<char> prefix) =>
        targets.Find(prefix) is [var service, ..] ? service : null;

    /// <summary>By the first part of the host; several services may share one.</summary>
    public CatalogService[] ByEndpoint(ReadOnlySpan<char> prefix) => endpoints.Find(prefix);

    /// <summary>By the name in the credential scope; several services may share one.</summary>
    public CatalogService[] BySigningName(ReadOnlySpan<char> name) => signings.Find(name);

    private static byte[] Resource()
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream("catalog.txt")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
