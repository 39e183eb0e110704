namespace Faultline.Services.Acm;

/// <summary>How much an account may have in a region ("Quotas", ACM user guide), and the like.</summary>
internal static class Limits
{
    public const int CertificatesMax = 2500;
    public const int DomainsMax = 10;

    /// <summary>A common name has no room for more.</summary>
    public const int FirstDomainLengthMax = 64;

    public const int TagsMax = 50;

    /// <summary>ListCertificates in the API reference.</summary>
    public const int PageMax = 1000;

    /// <summary>PutAccountConfiguration in the API reference: 45 days unless somebody says otherwise.</summary>
    public const int ExpiryDays = 45;

    /// <summary>RequestCertificate in the API reference: a token means the same request for an hour.</summary>
    public static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    /// <summary>"Managed certificate renewal", ACM user guide: it begins so long before a certificate ends.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);
}
