namespace Faultline.Engines.Postgres;

/// <summary>A log file of a server.</summary>
public sealed record LogFile(string Name, long Bytes, DateTimeOffset Written);
