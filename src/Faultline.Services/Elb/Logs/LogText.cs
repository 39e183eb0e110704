using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Faultline.Services.Elb.Logs;

/// <summary>How values are written in logs: what is not there is a hyphen.</summary>
internal static class LogText
{
    public const string None = "-";

    public static string Hour(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Seconds to the millisecond; -1 for what never came to be.</summary>
    public static string Seconds(TimeSpan? span) =>
        span?.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) ?? "-1";

    public static string At(IPEndPoint? at) => at?.ToString() ?? None;

    /// <summary>In quotes; what could end them, and what is no plain letter, is written by its number.</summary>
    public static string Quoted(string? text)
    {
        var said = new StringBuilder("\"");
        foreach (var letter in text is null or "" ? None : text)
        {
            _ = letter is < ' ' or > '~' or '"' or '\\'
                ? said.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:X2}")
                : said.Append(letter);
        }

        return said.Append('"').ToString();
    }

    /// <summary>As <c>TLSv1.2</c>.</summary>
    public static string Version(SslProtocols version) => version switch
    {
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        _ => None,
    };

    /// <summary>By the name that OpenSSL gives it, which security policies use too.</summary>
    public static string Cipher(TlsCipherSuite? suite)
    {
        if (suite?.ToString() is not { } name)
        {
            return None;
        }

        if (name.Split("_WITH_") is not [var exchange, var cipher])
        {
            return name;
        }

        var how = exchange["TLS_".Length..].Replace('_', '-');
        var what = cipher.Replace("AES_", "AES", StringComparison.Ordinal)
            .Replace("_CBC", "", StringComparison.Ordinal)
            .Replace("POLY1305_SHA256", "POLY1305", StringComparison.Ordinal)
            .Replace('_', '-');
        return how == "RSA" ? what : $"{how}-{what}";
    }
}
