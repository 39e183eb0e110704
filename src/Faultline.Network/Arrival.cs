using System.IO.Pipelines;
using System.Net;

namespace Faultline.Network;

/// <summary>A connection that somebody has opened, and from which address and port.</summary>
public sealed record Arrival(IDuplexPipe Pipe, IPEndPoint From);
