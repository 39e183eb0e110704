using System.Text.Json;
using Faultline.Kernel.Faults;

namespace Faultline.Commands.Machines;

/// <summary>Finds an instance that somebody wants to run something in.</summary>
internal static class InstanceDoor
{
    public const string Path = "/_faultline/instances";

    /// <summary>The instance of that id, which must be running.</summary>
    public static async Task<JsonElement> Find(Door door, string id, CancellationToken ct)
    {
        var all = (await door.Get(Path, ct)).GetProperty("instances").EnumerateArray().ToList();
        var found = all.Find(each => each.Text("id") == id);
        if (found.ValueKind == JsonValueKind.Undefined)
        {
            throw new Refused(
                CommandLine.Failed,
                $"there is no instance '{id}'.{Nearest.To(id, all.Select(each => each.Text("id")))} "
                + "`faultline instances` lists them.");
        }

        return found.TryGetProperty("process", out _)
            ? found
            : throw new Refused(
                CommandLine.Failed,
                $"nothing of {id} runs: it is {found.Text("state")}. `faultline timeline` tells what happened to it.");
    }
}
