namespace Faultline.Wire.Signatures;

/// <summary>Where a request carries its signature, and of which make it is.</summary>
public enum SignatureForm
{
    /// <summary>It carries none.</summary>
    None,

    /// <summary>Version 4 or 4A in the Authorization header.</summary>
    Header,

    /// <summary>Version 4 or 4A in the query string: a presigned URL.</summary>
    Url,

    /// <summary>Version 2, among the parameters.</summary>
    Version2,

    /// <summary>In the header and in the query string at once, which AWS refuses.</summary>
    Both,

    /// <summary>The Authorization header holds something else than a signature of AWS.</summary>
    Foreign,
}
