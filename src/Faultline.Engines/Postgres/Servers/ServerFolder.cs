namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// Where what is in a server's folder. The folder is ours, and the servers' user only passes through it; the data and
/// the logs are that user's.
/// </summary>
internal sealed record ServerFolder(string Path)
{
    public string Data => In("data");

    public string Logs => In("log");

    /// <summary>What it writes before it has opened its log.</summary>
    public string Output => In("output");

    public string Record => In("server.json");

    /// <summary>The mark of a server that must not run.</summary>
    public string Fence => In("fenced");

    public string Settings => In("server.conf");

    public string Access => In("access.conf");

    public string Certificate => In("certificate.pem");

    public string Key => In("key.pem");

    public string StandbySignal => InData("standby.signal");

    public string RecoverySignal => InData("recovery.signal");

    public string InData(string name) => System.IO.Path.Combine(Data, name);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
