using System.Globalization;
using System.Net;
using Faultline.Engines.Balancer.Logs;
using static Faultline.Services.Elb.Logs.LogText;

namespace Faultline.Services.Elb.Logs;

/// <summary>
/// A line for each connection over TLS ("Access logs for your Network Load Balancer" in the user guide). Pure.
/// </summary>
internal sealed class TlsForm(LogNames names, LogPlace place) : ILogForm<Guest>
{
    public string Place => place.Root;

    public string File(DateTimeOffset end, IPAddress node, string chance) =>
        names.File(place, "", end, null, chance);

    public string Line(Guest guest) => string.Join(' ', (string[])
    [
        "tls", "2.0", Second(guest.Ended), names.Balancer,
        names.Listeners.GetValueOrDefault(guest.At.Port, None), At(guest.Client), At(guest.At),
        Milliseconds(guest.Ended - guest.Began),
        guest.Handshake is { } took ? Milliseconds(took) : None,
        Number(guest.Received), Number(guest.Sent),
        None, // incoming_tls_alert: what the client complained of is not known here.
        guest.Certificate is { } own ? names.Certificates.GetValueOrDefault(own, None) : None,
        None, // chosen_cert_serial: always so in AWS.
        Cipher(guest.Cipher),
        Version(guest.Version).ToLowerInvariant().Replace(".", "", StringComparison.Ordinal),
        None, // tls_named_group
        guest.Name is { } name ? Uri.EscapeDataString(name) : None,
        None, None, None, // ALPN
        Second(guest.Began),
    ]);

    private static string Second(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan span) => Number((long)span.TotalMilliseconds);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
