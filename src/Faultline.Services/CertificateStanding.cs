namespace Faultline.Services;

/// <summary>Whether a listener may show a certificate.</summary>
public enum CertificateStanding
{
    /// <summary>The account has none of that ARN here.</summary>
    Missing,

    /// <summary>It is there, and no listener can show it: it is not issued, or has no full name.</summary>
    Unfit,
    Fit,
}
