using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer.Logs;

/// <summary>What a node writes down by the config of a moment, and who does it. Never makes anybody wait.</summary>
internal sealed class Logbook(LogConfig config, Scribe<Visit> visits, Scribe<Guest> guests)
{
    public bool HasRequests => config.Requests is not null;

    public void Add(Visit visit)
    {
        if (config.Requests is { } form)
        {
            visits.Add(form, visit, visit.Ended);
        }
    }

    public void Opened(Guest guest)
    {
        if (config.Openings is { } form)
        {
            guests.Add(form, guest, guest.OpenedAt);
        }
    }

    public void Closed(Guest guest)
    {
        if (config.Closings is { } form)
        {
            guests.Add(form, guest, guest.Ended);
        }
    }
}
