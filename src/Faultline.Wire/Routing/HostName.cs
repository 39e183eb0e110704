namespace Faultline.Wire.Routing;

/// <summary>
/// What a host name says: the service by its endpoint prefix, the region, and what stands before them. Knows AWS's own
/// forms and those of LocalStack, as in <c>sqs.eu-west-1.localhost.localstack.cloud:4566</c>.
/// </summary>
internal readonly ref struct HostName
{
    private static readonly string[] endings =
        [".localhost.localstack.cloud", ".amazonaws.com", ".api.aws", ".localhost", ".amazonaws.com.cn"];

    private HostName(ReadOnlySpan<char> prefix, ReadOnlySpan<char> region, ReadOnlySpan<char> label)
    {
        Prefix = prefix;
        Region = region;
        Label = label;
    }

    public ReadOnlySpan<char> Prefix { get; }

    public ReadOnlySpan<char> Region { get; }

    public ReadOnlySpan<char> Label { get; }

    public static HostName Of(ReadOnlySpan<char> host, Catalog catalog)
    {
        var colon = host.LastIndexOf(':');
        host = colon < 0 ? host : host[..colon];
        foreach (var ending in endings)
        {
            if (host.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return Parse(host[..^ending.Length], catalog);
            }
        }

        return default;
    }

    private static HostName Parse(ReadOnlySpan<char> name, Catalog catalog)
    {
        var region = LastOf(name);
        if (Regions.Looks(region))
        {
            name = name[..^(region.Length + 1)];
        }
        else
        {
            region = default;
        }

        if (LastOf(name) is "dualstack")
        {
            name = name[..^".dualstack".Length];
        }

        if (region.IsEmpty && First(name) is var first && Regions.Looks(first))
        {
            // The oldest endpoints have the region first: eu-west-1.queue.amazonaws.com. A bucket may look like one.
            var rest = name[(first.Length + 1)..];
            if (Known(rest, catalog) is { IsEmpty: false } prefix && prefix is not "s3")
            {
                return new(prefix, first, default);
            }
        }

        for (var front = 0; front <= name.Length;)
        {
            if (Known(name[front..], catalog) is { IsEmpty: false } prefix)
            {
                return new(prefix, region, front == 0 ? default : name[..(front - 1)]);
            }

            var dot = name[front..].IndexOf('.');
            front = dot < 0 ? name.Length + 1 : front + dot + 1;
        }

        return new(default, region, default);
    }

    /// <summary>The endpoint prefix that the word stands for; empty when it stands for none.</summary>
    private static ReadOnlySpan<char> Known(ReadOnlySpan<char> word, Catalog catalog)
    {
        if (word is "queue")
        {
            return "sqs";
        }

        if (word.EndsWith("-fips", StringComparison.Ordinal))
        {
            word = word[..^"-fips".Length];
        }

        if (word is "s3-accelerate" || (word.StartsWith("s3-", StringComparison.Ordinal) && Regions.Looks(word[3..])))
        {
            return "s3";
        }

        return catalog.ByEndpoint(word).Length > 0 ? word : default;
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        return dot < 0 ? default : name[..dot];
    }

    /// <summary>The last label, where there is more than one.</summary>
    private static ReadOnlySpan<char> LastOf(ReadOnlySpan<char> name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? default : name[(dot + 1)..];
    }
}
