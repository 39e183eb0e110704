using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer.Logs;

/// <summary>What a node writes down by the config of a moment, and who does it. Never makes anybody wait.</summary>
internal sealed class Logbook(LogConfig config, Scribe<Visit> visits, Scribe<Session> sessions)
{
    public bool HasRequests => config.Requests is not null;

    public void Add(Visit visit)
    {
        if (config.Requests is { } form)
        {
            visits.Add(form, visit, visit.Ended);
        }
    }

    public void Opened(Session session)
    {
        if (config.Openings is { } form)
        {
            sessions.Add(form, session, session.OpenedAt);
        }
    }

    public void Closed(Session session)
    {
        if (config.Closings is { } form)
        {
            sessions.Add(form, session, session.Ended);
        }
    }
}
