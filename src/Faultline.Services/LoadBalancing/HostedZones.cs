using System.Security.Cryptography;
using System.Text;

namespace Faultline.Services.LoadBalancing;

/// <summary>
/// The hosted zone that alias records to a balancer name ("Elastic Load Balancing endpoints and quotas" in the AWS
/// General Reference): application load balancers have one in each region, network load balancers another.
/// </summary>
internal static class HostedZones
{
    private static readonly Dictionary<string, (string Application, string? Network)> zones = new()
    {
        ["af-south-1"] = ("Z268VQBMOI5EKX", "Z203XCE67M25HM"),
        ["ap-east-1"] = ("Z3DQVH9N71FHZ0", "Z12Y7K3UBGUAD1"),
        ["ap-northeast-1"] = ("Z14GRHDCWA56QT", "Z31USIVHYNEOWT"),
        ["ap-northeast-2"] = ("ZWKZPGTI48KDX", "ZIBE1TIR4HY56"),
        ["ap-northeast-3"] = ("Z5LXEXXYW11ES", null),
        ["ap-south-1"] = ("ZP97RAFLXTNZK", "ZVDDRBQ08TROA"),
        ["ap-southeast-1"] = ("Z1LMS91P8CMLE5", "ZKVM4W9LS7TM"),
        ["ap-southeast-2"] = ("Z1GM3OXH4ZPM65", "ZCT6FZBF4DROD"),
        ["ca-central-1"] = ("ZQSVJUPU6J1EY", "Z2EPGBW3API2WT"),
        ["eu-central-1"] = ("Z215JYRZR1TBD5", "Z3F0SRJ5LGBH90"),
        ["eu-north-1"] = ("Z23TAZ6LKFMNIO", "Z1UDT6IFJ4EJM"),
        ["eu-south-1"] = ("Z3ULH7SSC9OV64", "Z23146JA1KNAFP"),
        ["eu-west-1"] = ("Z32O12XQLNTSW2", "Z2IFOLAFXWLO4F"),
        ["eu-west-2"] = ("ZHURV8PSTC4K8", "ZD4D7Y8KGAS4G"),
        ["eu-west-3"] = ("Z3Q77PNBQS71R4", "Z1CMS0P5QUZ6D5"),
        ["me-south-1"] = ("ZS929ML54UICD", "Z3QSRYVP46NYYV"),
        ["sa-east-1"] = ("Z2P70J7HTTTPLU", "ZTK26PT1VY4CU"),
        ["us-east-1"] = ("Z35SXDOTRQ7X7K", "Z26RNL4JYFTOTI"),
        ["us-east-2"] = ("Z3AADJGX6KTTL2", "ZLMOA37VPKANP"),
        ["us-west-1"] = ("Z368ELLRRE2KJ0", "Z24FKFUX50B4VW"),
        ["us-west-2"] = ("Z1H1FL5HABSF5", "Z18D5FSROUN65G"),
    };

    public static string Of(string region, bool isNetwork)
    {
        var (application, network) = zones.GetValueOrDefault(region);
        return (isNetwork ? network : application) ?? Made(region, isNetwork);
    }

    /// <summary>One for a region of which we do not know AWS's: always the same, and in the same form.</summary>
    private static string Made(string region, bool isNetwork) =>
        $"Z{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{region} {isNetwork}")))[..13]}";
}
