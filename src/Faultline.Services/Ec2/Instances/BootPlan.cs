using System.Net;
using Faultline.Engines.Folders;
using Faultline.Engines.Processes;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Instances;

/// <summary>How an instance is put to work: its files, and the process tree that it is. Pure.</summary>
internal sealed class BootPlan(string region, Ec2Options options, IFolders folders)
{
    private const string Shell = "/bin/sh";

    /// <summary>
    /// For many small programs beside each other: no threads for tools that nobody attaches, none to collect with, and
    /// code as it was compiled ahead, since to compile it better costs more than all that it does.
    /// </summary>
    private const string Settings = "DOTNET_EnableDiagnostics=0 DOTNET_gcServer=0 DOTNET_TieredCompilation=0";

    private const string WebHeap = "DOTNET_GCHeapHardLimit=0x2000000";

    /// <summary>With room for a database's client.</summary>
    private const string ShopHeap = "DOTNET_GCHeapHardLimit=0x4000000";

    /// <summary>The root volume is where it works.</summary>
    public ProcessSpec Spec(Machine machine, string root)
    {
        var home = folders.PathOf(machine.Id);
        var type = InstanceTypes.Find(machine.Shown.InstanceType!)!;
        return new()
        {
            Program = Shell,
            Arguments = [Path.Combine(home, BootScript.Init)],
            Folder = root,
            OutputFile = Path.Combine(home, BootScript.Console),
            Address = IPAddress.Parse(machine.Address!),
            MemoryBytesMax = (long)type.MemoryMiB << 20,
            CpusMax = type.Vcpus,
            Environment = Environment(machine, home, root),
        };
    }

    public IEnumerable<FolderFile> Files(Machine machine) =>
        BootScript.Files(machine, ProgramOf(machine.Program));

    public IEnumerable<FolderFile> Commands() => BootScript.CommandFiles(options.Binary);

    private string? ProgramOf(string image) => image switch
    {
        BuiltInImages.Web => $"{Settings} {WebHeap} '{options.Binary}' machine-web",
        BuiltInImages.Shop => $"{Settings} {ShopHeap} '{options.Binary}' machine-shop",
        _ => null,
    };

    private Dictionary<string, string> Environment(Machine machine, string home, string root)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{folders.PathOf(BootScript.Commands)}:{options.Path}",
            ["BASH_ENV"] = Path.Combine(folders.PathOf(BootScript.Commands), BootScript.BashStart),
            ["HOME"] = root,
            ["LANG"] = "C.UTF-8",
            ["FAULTLINE_INSTANCE"] = machine.Id,
            ["FAULTLINE_MACHINE"] = home,
            ["FAULTLINE_VOLUMES"] = Path.Combine(home, BootScript.Volumes),
            ["FAULTLINE_ADDRESS"] = machine.Address!,
            ["FAULTLINE_ZONE"] = machine.Shown.Placement!.AvailabilityZone!,
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = $"http://{machine.Address}:{options.MetadataPort}",
            ["AWS_ENDPOINT_URL"] = options.Endpoint,
            ["AWS_REGION"] = region,
            ["AWS_DEFAULT_REGION"] = region,
        };
        foreach (var (name, value) in options.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }
}
