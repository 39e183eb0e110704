using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Settings;

/// <summary>The attributes of listeners (ListenerAttribute in the API reference).</summary>
internal static class ListenerSettings
{
    public const string TcpIdle = "tcp.idle_timeout.seconds";
    public const string Server = "routing.http.response.server.enabled";

    private static readonly string[] answerFields =
    [
        "strict_transport_security", "access_control_allow_origin", "access_control_allow_methods",
        "access_control_allow_headers", "access_control_allow_credentials", "access_control_expose_headers",
        "access_control_max_age", "content_security_policy", "x_content_type_options", "x_frame_options",
    ];

    // Fields that tell a target of the client's TLS, each by the name that it has unless it is given another.
    private static readonly (string Key, string Name)[] requestFields =
    [
        ("x_amzn_mtls_clientcert_serial_number", "X-Amzn-Mtls-Clientcert-Serial-Number"),
        ("x_amzn_mtls_clientcert_issuer", "X-Amzn-Mtls-Clientcert-Issuer"),
        ("x_amzn_mtls_clientcert_subject", "X-Amzn-Mtls-Clientcert-Subject"),
        ("x_amzn_mtls_clientcert_validity", "X-Amzn-Mtls-Clientcert-Validity"),
        ("x_amzn_mtls_clientcert_leaf", "X-Amzn-Mtls-Clientcert-Leaf"),
        ("x_amzn_mtls_clientcert", "X-Amzn-Mtls-Clientcert"),
        ("x_amzn_tls_version", "X-Amzn-Tls-Version"),
        ("x_amzn_tls_cipher_suite", "X-Amzn-Tls-Cipher-Suite"),
    ];

    private static readonly Setting[] ofHttp =
    [
        Setting.Flag(Server, true),
        .. answerFields.Select(name =>
            Setting.Text($"routing.http.response.{name}.header_value") with { IsInert = true }),
    ];

    private static readonly Setting[] ofHttps =
    [
        .. ofHttp,
        .. requestFields.Select(field => new Setting(
            $"routing.http.request.{field.Key}.header_name", field.Name, _ => true) { IsInert = true }),
    ];

    private static readonly Setting[] ofTcp = [Setting.Whole(TcpIdle, 350, 60, 6000)];

    private static readonly Dictionary<string, SettingList> lists = new(StringComparer.Ordinal)
    {
        [ProtocolEnum.Http] = List(ProtocolEnum.Http, ofHttp),
        [ProtocolEnum.Https] = List(ProtocolEnum.Https, ofHttps),
        [ProtocolEnum.Tcp] = List(ProtocolEnum.Tcp, ofTcp),
        [ProtocolEnum.Tls] = List(ProtocolEnum.Tls, []),
        [ProtocolEnum.Udp] = List(ProtocolEnum.Udp, []),
        [ProtocolEnum.TcpUdp] = List(ProtocolEnum.TcpUdp, ofTcp),
    };

    public static SettingList Of(Listener listener) => lists[listener.Protocol!];

    private static SettingList List(string protocol, Setting[] own) => new("Listener", own)
    {
        Elsewhere = [.. ofHttps.Concat(ofTcp).Select(setting => setting.Key)],
        Misplaced = key => Refusal.Configuration(
            $"Listener attribute key '{key}' is not supported on listeners with protocol '{protocol}'"),
    };
}
