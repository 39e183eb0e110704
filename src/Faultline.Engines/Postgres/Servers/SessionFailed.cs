namespace Faultline.Engines.Postgres.Servers;

/// <summary>A connection failed, or the server refused what it was asked.</summary>
/// <param name="state">PostgreSQL's five letters for why it refused; null where the connection failed.</param>
internal sealed class SessionFailed(string message, string? state = null, Exception? why = null)
    : IOException(message, why)
{
    public const string CannotConnectNow = "57P03";
    public const string ObjectInUse = "55006";

    public string? State => state;
}
