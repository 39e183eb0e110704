using Faultline.Kernel.Places;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Ec2;

/// <summary>What EC2 is told of the server that it runs in.</summary>
public sealed record Ec2Options
{
    /// <summary>Host and port in the names of endpoints.</summary>
    public string Host { get; init; } = "localhost.localstack.cloud:4566";

    /// <summary>Where instances find the API of this cloud.</summary>
    public string Endpoint { get; init; } = "http://127.0.0.1:4566";

    /// <summary>The port at which an instance finds its metadata service, at its own address.</summary>
    public int MetadataPort { get; init; } = 1338;

    /// <summary>With which share of the <see cref="AddressPlan"/> it begins; no other server here has it.</summary>
    public int AddressShare { get; init; }

    /// <summary>How many Elastic IPs an account may have: five ("Amazon VPC quotas" in the VPC user guide).</summary>
    public int AddressesMax { get; init; } = 5;

    /// <summary>The program of this server, which the web image runs too.</summary>
    public string Binary { get; init; } = "faultline";

    /// <summary>Where instances look for programs, after their own commands.</summary>
    public string Path { get; init; } = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What else every instance finds in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the credentials of instance profiles are sealed with.</summary>
    public Sessions? Sessions { get; init; }

    /// <summary>What instances and volumes are made of; without it nothing can be launched here.</summary>
    public Ec2Engines? Engines { get; init; }
}
