using System.Net;

namespace Faultline.Engines.Balancer.Logs;

/// <summary>
/// How something is written down, and in which files. A picture of the names of its moment: it never changes.
/// </summary>
public interface ILogForm<in T>
{
    /// <summary>Where its files lie: what has the same place may stand in the same file.</summary>
    string Place { get; }

    /// <summary>One line, without its end.</summary>
    string Line(T what);

    /// <summary>The path of a file, with slashes.</summary>
    /// <param name="end">When the time of its lines is over.</param>
    /// <param name="node">The node whose lines they are.</param>
    /// <param name="chance">Tells it from others of the same time.</param>
    string File(DateTimeOffset end, IPAddress node, string chance);
}
