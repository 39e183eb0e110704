using System.Text;

namespace Faultline.Wire.Routing;

/// <summary>A service of the catalog: how requests name it, and which operations its model has.</summary>
public sealed class CatalogService
{
    private const int NameMax = 100;

    private readonly string[] facts;
    private readonly ReadOnlyMemory<byte> text;
    private readonly Func<string, ServiceModel?> built;
    private ServiceModel? model;
    private Dictionary<string, CatalogOperation>? operations;
    private UriRules? rules;

    internal CatalogService(string line, ReadOnlyMemory<byte> operations, Func<string, ServiceModel?> built)
    {
        facts = line.Split('\t');
        text = operations;
        this.built = built;
    }

    public string Id => facts[0];

    public string EndpointPrefix => facts[3];

    public string SigningName => facts[4];

    public string ApiVersion => facts[5];

    public string? TargetPrefix => Fact(7);

    /// <summary>The generated facts if something of the service is built, else those that the catalog has.</summary>
    public ServiceModel Model => model ??= built(Id) ?? FromCatalog();

    /// <summary>Every operation of the model, built or not.</summary>
    public IReadOnlyDictionary<string, CatalogOperation> Operations => operations ??= ReadOperations();

    /// <summary>Some operations may be called without a signature, so that a path alone must lead to them.</summary>
    internal bool HasAnonymousRest => Fact(11) is "anonymous";

    internal UriRules Rules => rules ??= new(Operations.Values);

    /// <summary>The service speaks one of these two protocols: which one.</summary>
    internal Protocol? Speaks(Protocol one, Protocol other)
    {
        foreach (var protocol in Model.Protocols)
        {
            if (protocol == one || protocol == other)
            {
                return protocol;
            }
        }

        return null;
    }

    /// <summary>The model has the operation. Looks in the text, which is quicker than to take it apart first.</summary>
    internal bool Has(ReadOnlySpan<char> operation)
    {
        if (operation.IsEmpty || operation.Length > NameMax || !Ascii.IsValid(operation))
        {
            return false;
        }

        Span<byte> line = stackalloc byte[NameMax + 1];
        line[0] = (byte)'\t';
        Encoding.ASCII.GetBytes(operation, line[1..]);
        line = line[..(operation.Length + 1)];
        for (var rest = text.Span; rest.IndexOf(line) is var at and >= 0; rest = rest[(at + 1)..])
        {
            var next = at + line.Length;
            if ((at == 0 || rest[at - 1] == '\n') && rest[next] is (byte)'\n' or (byte)'\t')
            {
                return true;
            }
        }

        return false;
    }

    private string? Fact(int index) => facts.Length > index && facts[index].Length > 0 ? facts[index] : null;

    private ServiceModel FromCatalog() => new()
    {
        Id = Id,
        ServiceId = facts[1],
        FullName = facts[2],
        EndpointPrefix = EndpointPrefix,
        SigningName = SigningName,
        ApiVersion = ApiVersion,
        Protocols = [.. facts[6].Split(' ').Select(Enum.Parse<Protocol>)],
        TargetPrefix = TargetPrefix,
        QueryCompatible = Fact(8) is not null,
        XmlNamespace = Fact(9) is { } uri ? new(uri) : null,
        GlobalRegion = Fact(10),
    };

    private Dictionary<string, CatalogOperation> ReadOperations()
    {
        var all = new Dictionary<string, CatalogOperation>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var operation = CatalogOperation.Parse(line);
            all.Add(operation.Name, operation);
        }

        return all;
    }
}

/// <summary>
/// An operation of the catalog; for REST protocols with its place, and with the parameters and headers that tell it
/// from others at the same place.
/// </summary>
public sealed record CatalogOperation(
    string Name, string? Method, string? Uri, string[] Parameters, string[] Headers, bool Anonymous)
{
    internal static CatalogOperation Parse(string line)
    {
        // After a tab: the name, the method, the URI, and words such as "?uploadId", "x-amz-copy-source:", "anonymous".
        var parts = line.Split('\t');
        var words = parts.Length > 4 ? parts[4].Split(' ') : [];
        return new(
            parts[1],
            parts.Length > 2 ? parts[2] : null,
            parts.Length > 3 ? parts[3] : null,
            [.. words.Where(word => word.StartsWith('?')).Select(word => word[1..])],
            [.. words.Where(word => word.EndsWith(':')).Select(word => word[..^1])],
            words.Contains("anonymous"));
    }
}
