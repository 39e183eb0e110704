using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>
/// Mends what models get wrong or leave out: models/patches.json names a service, a reason, and what to set or remove
/// by JSON pointer. A patch that changes nothing is an error, so that none outlives the fault that it mends.
/// </summary>
internal sealed class Patches(JsonObject services)
{
    public static Patches Load(Repository repository) =>
        new(File.Exists(repository.Patches) ? ModelFile.Read(repository.Patches) : []);

    public JsonObject Apply(string service, JsonObject model)
    {
        foreach (var patch in services[service]?.AsArray() ?? [])
        {
            if (string.IsNullOrWhiteSpace((string?)patch!["reason"]))
            {
                throw new Fault($"A patch of {service} gives no reason.");
            }

            foreach (var (pointer, value) in patch["set"]?.AsObject() ?? [])
            {
                Set(service, model, pointer, value!);
            }

            foreach (var pointer in patch["remove"]?.AsArray() ?? [])
            {
                Remove(service, model, (string)pointer!);
            }
        }

        return model;
    }

    private static void Set(string service, JsonObject model, string pointer, JsonNode value)
    {
        var (owner, name) = Owner(service, model, pointer);
        if (JsonNode.DeepEquals(owner[name], value))
        {
            throw new Fault($"The patch of {service} at {pointer} is in the model already: remove it.");
        }

        owner[name] = value.DeepClone();
    }

    private static void Remove(string service, JsonObject model, string pointer)
    {
        var (owner, name) = Owner(service, model, pointer);
        if (!owner.Remove(name))
        {
            throw new Fault($"The patch of {service} removes {pointer}, which is not there.");
        }
    }

    private static (JsonObject Owner, string Name) Owner(string service, JsonObject model, string pointer)
    {
        var steps = pointer.Split('/')[1..];
        var at = model;
        foreach (var step in steps[..^1])
        {
            at = at[step] as JsonObject ?? throw new Fault($"The patch of {service} at {pointer}: there is no {step}.");
        }

        return (at, steps[^1]);
    }
}
