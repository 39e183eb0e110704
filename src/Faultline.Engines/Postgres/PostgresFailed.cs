namespace Faultline.Engines.Postgres;

/// <summary>PostgreSQL did not do what it was to; the message says what it said.</summary>
public sealed class PostgresFailed(string what, Exception? why = null) : IOException(what, why);
