using System.Globalization;
using System.Net;
using Faultline.Engines.Balancer.Logs;
using static Faultline.Services.Elb.Logs.LogText;

namespace Faultline.Services.Elb.Logs;

/// <summary>
/// A line for each connection ("Connection logs for your Application Load Balancer" in the user guide). Nobody asks
/// clients for certificates here. Pure.
/// </summary>
internal sealed class OpeningForm(LogNames names, LogPlace place) : ILogForm<Session>
{
    public string Place => place.Root;

    public string File(DateTimeOffset end, IPAddress node, string chance) =>
        names.File(place, "conn_log.", end, node, chance);

    public string Line(Session session) => string.Join(' ', (string[])
    [
        Hour(session.OpenedAt),
        session.Client?.Address.ToString() ?? None,
        session.Client?.Port.ToString(CultureInfo.InvariantCulture) ?? None,
        session.At.Port.ToString(CultureInfo.InvariantCulture),
        Version(session.Version), Cipher(session.Cipher),
        session.Handshake is { } took ? Seconds(took) : None,
        Quoted(null), None, None,
        session.IsSecure && session.Cipher is null ? "Failed:UnmappedConnectionError" : "Success",
        $"TID_{session.Id}",
    ]);
}
