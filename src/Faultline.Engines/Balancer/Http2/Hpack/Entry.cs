namespace Faultline.Engines.Balancer.Http2.Hpack;

/// <summary>A field as HTTP/2 has it: the name in small letters, and pseudo fields begin with a colon.</summary>
internal readonly record struct Entry(byte[] Name, byte[] Value)
{
    /// <summary>What a table counts for it (RFC 7541, section 4.1).</summary>
    public int Size => Name.Length + Value.Length + 32;

    public bool IsPseudo => Name is [(byte)':', ..];
}
