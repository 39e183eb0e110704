using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands.Faults;

/// <summary>Ends faults at once, and lists what that put right.</summary>
internal sealed class FaultClear : Command
{
    private readonly Argument<string[]> ids = new("ID")
    {
        Description = "The id of a fault, as `fault list` has it; several may be given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> all = new("--all") { Description = "Clear every fault." };
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public FaultClear() : base("clear", "End faults at once, and list what that put right.")
    {
        Arguments.Add(ids);
        Options.Add(all);
        Options.Add(json);
        server = new(this);
        Validators.Add(result =>
        {
            if (result.GetValue(all) == result.GetValue(ids) is { Length: > 0 })
            {
                result.AddError("say which faults: the ID of one or more, or --all.");
            }
        });
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var cleared = await Clear(door, parsed.GetValue(ids) ?? [], ct);
        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                members.WriteStartArray("cleared");
                foreach (var each in cleared)
                {
                    each.WriteTo(members);
                }

                members.WriteEndArray();
            });
        }
        else
        {
            FaultLines.Cleared(cleared);
        }

        return 0;
    }

    private static async Task<IReadOnlyList<JsonElement>> Clear(Door door, string[] ids, CancellationToken ct)
    {
        const string Faults = "/_faultline/faults";
        if (ids.Length == 0)
        {
            return Of(await door.Delete(Faults, ct));
        }

        // All are looked up first: where one of them is not there, none is cleared.
        var paths = ids.Distinct().Select(id => $"{Faults}/{Uri.EscapeDataString(id)}").ToArray();
        var problems = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                await door.Get(path, ct);
            }
            catch (Refused refused)
            {
                problems.AddRange(refused.Reasons);
            }
        }

        if (problems.Count > 0)
        {
            throw new Refused(CommandLine.Failed, problems);
        }

        var cleared = new List<JsonElement>();
        foreach (var path in paths)
        {
            cleared.AddRange(Of(await door.Delete(path, ct)));
        }

        return cleared;
    }

    private static IReadOnlyList<JsonElement> Of(JsonElement answer) =>
        [.. answer.GetProperty("cleared").EnumerateArray()];
}
