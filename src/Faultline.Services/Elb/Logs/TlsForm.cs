using System.Globalization;
using System.Net;
using Faultline.Engines.Balancer.Logs;
using static Faultline.Services.Elb.Logs.LogText;

namespace Faultline.Services.Elb.Logs;

/// <summary>
/// A line for each connection over TLS ("Access logs for your Network Load Balancer" in the user guide). Pure.
/// </summary>
internal sealed class TlsForm(LogNames names, LogPlace place) : ILogForm<Session>
{
    public string Place => place.Root;

    public string File(DateTimeOffset end, IPAddress node, string chance) =>
        names.File(place, "", end, null, chance);

    public string Line(Session session) => string.Join(' ', (string[])
    [
        "tls", "2.0", Second(session.Ended), names.Balancer,
        names.Listeners.GetValueOrDefault(session.At.Port, None), At(session.Client), At(session.At),
        Milliseconds(session.Ended - session.Began),
        session.Handshake is { } took ? Milliseconds(took) : None,
        Number(session.Received), Number(session.Sent),
        None, // incoming_tls_alert: what the client complained of is not known here.
        session.Certificate is { } own ? names.Certificates.GetValueOrDefault(own, None) : None,
        None, // chosen_cert_serial: always so in AWS.
        Cipher(session.Cipher),
        Version(session.Version).ToLowerInvariant().Replace(".", "", StringComparison.Ordinal),
        None, // tls_named_group
        session.Name is { } name ? Uri.EscapeDataString(name) : None,
        None, None, None, // ALPN
        Second(session.Began),
    ]);

    private static string Second(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan span) => Number((long)span.TotalMilliseconds);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
