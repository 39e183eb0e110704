namespace Faultline.Services.ClassicElb;

/// <summary>The protocols of listeners and instances, in their two layers ("Listeners" in the user guide).</summary>
internal static class Protocols
{
    public const string Http = "HTTP";
    public const string Https = "HTTPS";
    public const string Tcp = "TCP";
    public const string Ssl = "SSL";

    public static bool IsKnown(string protocol) => protocol is Http or Https or Tcp or Ssl;

    public static bool IsHttp(string protocol) => protocol is Http or Https;

    public static bool IsSecure(string protocol) => protocol is Https or Ssl;
}
