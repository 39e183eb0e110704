using System.Net;

namespace Faultline.Engines.Postgres;

/// <summary>Where a standby gets what is written, and as whom.</summary>
/// <param name="At">Where it connects: the near end of the way to the writer.</param>
/// <param name="Slot">The place that is kept for it there; also the name by which the writer waits for it.</param>
public sealed record Upstream(IPEndPoint At, string Admin, string Password, string Slot);
