using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Acm;

namespace Faultline.Services.Acm;

/// <summary>The domains of a request, and how their owner is to show that they are his. Pure.</summary>
internal static class Domains
{
    private static readonly string[] mailboxes = ["administrator", "hostmaster", "postmaster", "webmaster", "admin"];

    /// <summary>The domains that are asked for, the first one first, each once.</summary>
    public static List<string> Asked(RequestCertificateRequest request)
    {
        if (request.DomainName.Length > Limits.FirstDomainLengthMax)
        {
            throw Refusal.Domain("The first domain name can be no longer than 64 characters.");
        }

        List<string> all =
        [
            .. request.SubjectAlternativeNames.OrNone().Prepend(request.DomainName)
                .Select(domain => domain.ToLowerInvariant())
                .Distinct(StringComparer.Ordinal),
        ];
        return all.Count <= Limits.DomainsMax
            ? all
            : throw AcmErrors.LimitExceededException(
                $"The number of domain names exceeds the maximum of {Limits.DomainsMax} for a certificate.");
    }

    /// <summary>How each domain is validated, for an account.</summary>
    public static List<DomainValidation> Validations(
        IReadOnlyList<string> domains, List<DomainValidationOption>? options, string method, string account)
    {
        foreach (var option in options.OrNone())
        {
            if (!domains.Contains(option.DomainName.ToLowerInvariant()))
            {
                throw Refusal.Domain($"The domain {option.DomainName} is not among those of the request.");
            }

            CheckAbove(option.DomainName, option.ValidationDomain);
        }

        return
        [
            .. domains.Select(domain => new DomainValidation
            {
                DomainName = domain,
                ValidationDomain = options.OrNone().FirstOrDefault(option =>
                    string.Equals(option.DomainName, domain, StringComparison.OrdinalIgnoreCase))?.ValidationDomain
                    ?? domain,
                ValidationStatus = DomainStatus.PendingValidation,
                ValidationMethod = method,
            }).Select(validation => Complete(validation, account)),
        ];
    }

    /// <summary>Refuses a domain that is neither the other one nor above it.</summary>
    public static void CheckAbove(string domain, string above)
    {
        if (!$".{Bare(domain)}".EndsWith($".{Bare(above)}", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Domain($"The validation domain {above} is not a superdomain of {domain}.");
        }
    }

    private static DomainValidation Complete(DomainValidation validation, string account)
    {
        if (validation.ValidationMethod == ValidationMethod.Dns)
        {
            validation.ResourceRecord = Record(Bare(validation.DomainName!), account);
        }
        else
        {
            validation.ValidationEmails =
                [.. mailboxes.Select(name => $"{name}@{Bare(validation.ValidationDomain!)}")];
        }

        return validation;
    }

    /// <summary>
    /// Of one domain an account has always the same record: it may stand in DNS for good, and holds for the wildcard
    /// too ("DNS validation", ACM user guide).
    /// </summary>
    private static ResourceRecord Record(string domain, string account) => new()
    {
        Name = $"_{Token("name", domain, account)}.{domain}.",
        Type = RecordType.Cname,
        Value = $"_{Token("value", domain, account)}.{Letters(domain, account)}.acm-validations.aws.",
    };

    private static string Token(string what, string domain, string account) =>
        Convert.ToHexStringLower(Hash(what, domain, account))[..32];

    private static string Letters(string domain, string account) =>
        new([.. Hash("place", domain, account).Take(10).Select(each => (char)('a' + (each % 26)))]);

    private static byte[] Hash(string what, string domain, string account) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{what}\n{domain}\n{account}"));

    private static string Bare(string domain) =>
        domain.StartsWith("*.", StringComparison.Ordinal) ? domain[2..] : domain;

    private static List<T> OrNone<T>(this List<T>? list) => list ?? [];
}
