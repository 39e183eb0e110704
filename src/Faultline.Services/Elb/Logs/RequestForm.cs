using System.Globalization;
using System.Net;
using Faultline.Engines.Balancer.Logs;
using static Faultline.Services.Elb.Logs.LogText;

namespace Faultline.Services.Elb.Logs;

/// <summary>
/// A line for each request ("Access logs for your Application Load Balancer" in the user guide). Pure.
/// </summary>
internal sealed class RequestForm(LogNames names, LogPlace place) : ILogForm<Visit>
{
    /// <summary>The client left before it was answered ("Troubleshoot your Application Load Balancers").</summary>
    private const int ClientLeft = 460;

    public string Place => place.Root;

    public string File(DateTimeOffset end, IPAddress node, string chance) =>
        names.File(place, "", end, node, chance);

    public string Line(Visit visit)
    {
        var target = visit.Member is { } key ? names.Targets.GetValueOrDefault(key, key) : None;
        var status = visit.TargetStatus?.ToString(CultureInfo.InvariantCulture) ?? None;
        return string.Join(' ', (string[])
        [
            TypeOf(visit), Hour(visit.Ended), names.Balancer, At(visit.Guest.Client), target,
            .. Times(visit),
            Number(visit.Status == 0 ? ClientLeft : visit.Status), status, Number(visit.Received), Number(visit.Sent),
            Quoted(Request(visit)), Quoted(visit.UserAgent),
            Cipher(visit.Guest.Cipher), Version(visit.Guest.Version),
            visit.Group ?? None, Quoted(visit.Trace), .. Shown(visit.Guest),
            visit.Rule is { } rule ? names.Rules.GetValueOrDefault(rule, None) : None,
            Hour(visit.Began), Quoted(Acts(visit.Act)), Quoted(visit.Redirect),
            Quoted(null), // error_reason: of Lambda functions and authentication.
            Quoted(target), Quoted(status),
            Quoted(null), Quoted(null), // classification and its reason: what is in doubt here is refused.
            $"TID_{visit.Guest.Id}",
            Quoted(null), Quoted(null), Quoted(null), // What rules have transformed.
        ]);
    }

    private static string TypeOf(Visit visit) => (visit.IsUpgraded, visit.Guest.IsSecure) switch
    {
        _ when visit.IsGrpc => "grpcs",
        _ when visit.Version == "HTTP/2.0" => "h2",
        (false, false) => "http",
        (false, true) => "https",
        (true, false) => "ws",
        (true, true) => "wss",
    };

    /// <summary>Until the target was asked, until it answered, until the client heard of it.</summary>
    private static string[] Times(Visit visit) => visit is { AskedAt: { } asked, HeardAt: { } heard }
        ? [Seconds(asked - visit.Began), Seconds(heard - asked), Seconds(visit.AnsweredAt - heard)]
        : [Seconds(visit.AskedAt - visit.Began), Seconds(null), Seconds(null)];

    private string Request(Visit visit)
    {
        var scheme = visit.Guest.IsSecure ? "https" : "http";
        var host = string.IsNullOrEmpty(visit.Host) ? names.Dns : visit.Host;
        return visit.Method is null
            ? $"- {scheme}://{names.Dns}:{visit.Guest.At.Port}- -"
            : $"{visit.Method} {scheme}://{host}:{visit.Guest.At.Port}{visit.Target} {visit.Version}";
    }

    private string[] Shown(Guest guest) =>
    [
        Quoted(guest.FitsName ? guest.Name : null),
        Quoted(guest.Certificate is { } own ? names.Certificates.GetValueOrDefault(own) : null),
    ];

    private static string? Acts(VisitAct act) => act switch
    {
        VisitAct.Forward => "forward",
        VisitAct.Redirect => "redirect",
        VisitAct.Fixed => "fixed-response",
        _ => null,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
