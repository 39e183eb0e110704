using System.Globalization;
using System.Net;
using Faultline.Engines.Balancer.Logs;
using static Faultline.Services.Elb.Logs.LogText;

namespace Faultline.Services.Elb.Logs;

/// <summary>
/// A line for each connection ("Connection logs for your Application Load Balancer" in the user guide). Nobody asks
/// clients for certificates here. Pure.
/// </summary>
internal sealed class OpeningForm(LogNames names, LogPlace place) : ILogForm<Guest>
{
    public string Place => place.Root;

    public string File(DateTimeOffset end, IPAddress node, string chance) =>
        names.File(place, "conn_log.", end, node, chance);

    public string Line(Guest guest) => string.Join(' ', (string[])
    [
        Hour(guest.OpenedAt),
        guest.Client?.Address.ToString() ?? None,
        guest.Client?.Port.ToString(CultureInfo.InvariantCulture) ?? None,
        guest.At.Port.ToString(CultureInfo.InvariantCulture),
        Version(guest.Version), Cipher(guest.Cipher),
        guest.Handshake is { } took ? Seconds(took) : None,
        Quoted(null), None, None,
        guest.IsSecure && guest.Cipher is null ? "Failed:UnmappedConnectionError" : "Success",
        $"TID_{guest.Id}",
    ]);
}
