using System.Collections.Frozen;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Images;

/// <summary>
/// The public images that everybody finds in every region, under the same ids: our own, and stand-ins under the
/// names that people's templates look for. A stand-in says in its description that it is one.
/// </summary>
internal static class BuiltInImages
{
    /// <summary>Answers on the ports that it is told to, and runs user data.</summary>
    public const string Web = "web";

    /// <summary>Runs user data in a shell of this machine.</summary>
    public const string Shell = "shell";

    /// <summary>The site of a shop, or a worker of it, as the file of settings says that user data writes.</summary>
    public const string Shop = "shop";

    private const string Amazon = "137112412989";
    private const string Canonical = "099720109477";
    private const string X86 = "x86_64";
    private const string Arm = "arm64";
    private const string Xvda = "/dev/xvda";
    private const string Sda1 = "/dev/sda1";

    private static readonly List<FoundImage> all =
    [
        Own(0x001, "faultline/web", X86, Web, "Answers HTTP requests as it is told to"),
        Own(0x002, "faultline/web-arm64", Arm, Web, "Answers HTTP requests as it is told to"),
        Own(0x003, "faultline/shell", X86, Shell, "Runs user data on the system of this machine"),
        Own(0x004, "faultline/shell-arm64", Arm, Shell, "Runs user data on the system of this machine"),
        Own(0x005, "faultline/shop", X86, Shop, "The shop of the examples, told by /etc/shop.env"),
        Own(0x006, "faultline/shop-arm64", Arm, Shop, "The shop of the examples, told by /etc/shop.env"),
        StandIn(0x101, Amazon, "al2023-ami-2023.6.20250107.0-kernel-6.1-x86_64", X86, Xvda, "2025-01-07"),
        StandIn(0x102, Amazon, "al2023-ami-2023.6.20250107.0-kernel-6.1-arm64", Arm, Xvda, "2025-01-07"),
        StandIn(0x103, Amazon, "al2023-ami-minimal-2023.6.20250107.0-kernel-6.1-x86_64", X86, Xvda, "2025-01-07"),
        StandIn(0x104, Amazon, "al2023-ami-minimal-2023.6.20250107.0-kernel-6.1-arm64", Arm, Xvda, "2025-01-07"),
        StandIn(0x105, Amazon, "amzn2-ami-hvm-2.0.20250108.0-x86_64-gp2", X86, Xvda, "2025-01-08"),
        StandIn(0x106, Amazon, "amzn2-ami-hvm-2.0.20250108.0-arm64-gp2", Arm, Xvda, "2025-01-08"),
        StandIn(0x107, Amazon, "amzn2-ami-kernel-5.10-hvm-2.0.20250108.0-x86_64-gp2", X86, Xvda, "2025-01-08"),
        StandIn(0x108, Amazon, "amzn2-ami-kernel-5.10-hvm-2.0.20250108.0-arm64-gp2", Arm, Xvda, "2025-01-08"),
        StandIn(
            0x201, Canonical, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250115", X86, Sda1,
            "2025-01-15"),
        StandIn(
            0x202, Canonical, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20250115", Arm, Sda1,
            "2025-01-15"),
        StandIn(
            0x203, Canonical, "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250112", X86, Sda1,
            "2025-01-12"),
        StandIn(
            0x204, Canonical, "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20250112", Arm, Sda1,
            "2025-01-12"),
    ];

    private static readonly FrozenDictionary<string, FoundImage> byId =
        all.ToFrozenDictionary(image => image.Shown.ImageId!, StringComparer.Ordinal);

    // The names of public parameters of AWS Systems Manager, as the user guides of Amazon Linux and Ubuntu list them.
    private static readonly FrozenDictionary<string, string> parameters = new Dictionary<string, string>
    {
        [Linux("al2023-ami-kernel-default-x86_64")] = Id(0x101),
        [Linux("al2023-ami-kernel-default-arm64")] = Id(0x102),
        [Linux("al2023-ami-kernel-6.1-x86_64")] = Id(0x101),
        [Linux("al2023-ami-kernel-6.1-arm64")] = Id(0x102),
        [Linux("al2023-ami-minimal-kernel-default-x86_64")] = Id(0x103),
        [Linux("al2023-ami-minimal-kernel-default-arm64")] = Id(0x104),
        [Linux("al2023-ami-minimal-kernel-6.1-x86_64")] = Id(0x103),
        [Linux("al2023-ami-minimal-kernel-6.1-arm64")] = Id(0x104),
        [Linux("amzn2-ami-hvm-x86_64-gp2")] = Id(0x105),
        [Linux("amzn2-ami-hvm-x86_64-ebs")] = Id(0x105),
        [Linux("amzn2-ami-hvm-arm64-gp2")] = Id(0x106),
        [Linux("amzn2-ami-kernel-5.10-hvm-x86_64-gp2")] = Id(0x107),
        [Linux("amzn2-ami-kernel-5.10-hvm-x86_64-ebs")] = Id(0x107),
        [Linux("amzn2-ami-kernel-5.10-hvm-arm64-gp2")] = Id(0x108),
        [Ubuntu("24.04", "amd64", "ebs-gp3")] = Id(0x201),
        [Ubuntu("24.04", "arm64", "ebs-gp3")] = Id(0x202),
        [Ubuntu("22.04", "amd64", "ebs-gp2")] = Id(0x203),
        [Ubuntu("22.04", "arm64", "ebs-gp2")] = Id(0x204),
        [Ubuntu("noble", "amd64", "ebs-gp3")] = Id(0x201),
        [Ubuntu("noble", "arm64", "ebs-gp3")] = Id(0x202),
        [Ubuntu("jammy", "amd64", "ebs-gp2")] = Id(0x203),
        [Ubuntu("jammy", "arm64", "ebs-gp2")] = Id(0x204),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<FoundImage> All => all;

    public static FoundImage? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The id that a public parameter of AWS Systems Manager stands for; null where we have none.</summary>
    public static string? Parameter(string name) => parameters.GetValueOrDefault(name);

    private static string Id(int number) => $"ami-0fa01{number:x12}";

    private static string Linux(string name) => $"/aws/service/ami-amazon-linux-latest/{name}";

    private static string Ubuntu(string version, string architecture, string storage) =>
        $"/aws/service/canonical/ubuntu/server/{version}/stable/current/{architecture}/hvm/{storage}/ami-id";

    private static FoundImage Own(int number, string name, string architecture, string program, string says) =>
        new(Shape(number, Amazon, name, architecture, Xvda, "2025-01-01", says), program, null);

    private static FoundImage StandIn(
        int number, string owner, string name, string architecture, string root, string day) => new(
            Shape(
                number, owner, name, architecture, root, day,
                "A stand-in of Faultline: it is faultline/shell, and runs on the system of this machine"),
            Shell,
            null);

    private static Image Shape(
        int number, string owner, string name, string architecture, string root, string day, string says) => new()
        {
            ImageId = Id(number),
            Name = name,
            Description = says,
            OwnerId = owner,
            ImageOwnerAlias = "amazon",
            ImageLocation = $"amazon/{name}",
            State = ImageState.Available,
            Public = true,
            CreationDate = $"{day}T00:00:00.000Z",
            Architecture = architecture,
            ImageType = ImageTypeValues.Machine,
            PlatformDetails = "Linux/UNIX",
            UsageOperation = "RunInstances",
            VirtualizationType = VirtualizationType.Hvm,
            Hypervisor = HypervisorType.Xen,
            EnaSupport = true,
            SriovNetSupport = "simple",
            BootMode = architecture == Arm ? BootModeValues.Uefi : BootModeValues.UefiPreferred,
            ImdsSupport = name.StartsWith("al2023", StringComparison.Ordinal) ? ImdsSupportValues.V20 : null,
            RootDeviceName = root,
            RootDeviceType = DeviceType.Ebs,
            BlockDeviceMappings =
            [
                new()
                {
                    DeviceName = root,
                    Ebs = new()
                    {
                        DeleteOnTermination = true,
                        Encrypted = false,
                        VolumeSize = 8,
                        VolumeType = name.EndsWith("gp2", StringComparison.Ordinal) ? VolumeType.Gp2 : VolumeType.Gp3,
                    },
                },
            ],
        };
}
