using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands.Machines;

/// <summary>
/// What all commands have in common that do to an instance what AWS decides about it: which one, and the asking.
/// </summary>
internal sealed class Ordering
{
    private readonly Argument<string> instance = new("INSTANCE") { Description = "The id of an instance." };
    private readonly Option<bool> json = Choices.Json();
    private readonly ServerChoice server;

    public Ordering(Command command)
    {
        command.Arguments.Insert(0, instance);
        command.Options.Add(json);
        server = new(command);
    }

    public static Option<string> In(string description) =>
        new("--in") { Description = description, HelpName = "SPAN" };

    /// <summary>Asks the server for it, and tells what the instance has before it then.</summary>
    public async Task<int> Run(
        ParseResult parsed, string what, IReadOnlyDictionary<string, string?> members, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var answer = await door.Post(PathOf(parsed, what), Body(members), ct);
        return Tell(parsed, answer);
    }

    /// <summary>Asks the server to take back what was announced.</summary>
    public async Task<int> Delete(ParseResult parsed, string what, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        return Tell(parsed, await door.Delete(PathOf(parsed, what), ct));
    }

    /// <summary>What an instance has before it, a line each.</summary>
    public static IEnumerable<string> Ahead(JsonElement instance)
    {
        foreach (var each in instance.GetProperty("events").EnumerateArray()
            .Where(each => each.Text("state") == "active"))
        {
            yield return $"{each.Text("code")} at {each.Hour("notBefore")} ({each.Text("id")})";
        }

        if (instance.TryGetProperty("interruption", out var interruption))
        {
            yield return $"interrupted at {interruption.Hour("time")} ({interruption.Text("action")})";
        }

        if (instance.TryGetProperty("rebalance", out _))
        {
            yield return $"recommended to be rebalanced at {instance.Hour("rebalance")}";
        }
    }

    private string PathOf(ParseResult parsed, string what) =>
        $"{InstanceDoor.Path}/{Uri.EscapeDataString(parsed.GetValue(instance)!)}/{what}";

    private int Tell(ParseResult parsed, JsonElement answer)
    {
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
            return 0;
        }

        var ahead = Ahead(answer).ToList();
        Console.WriteLine(
            $"{answer.Text("id")}: {(ahead.Count == 0 ? "nothing is announced" : string.Join("; ", ahead))}.");
        return 0;
    }

    private static byte[] Body(IReadOnlyDictionary<string, string?> members)
    {
        using var bytes = new MemoryStream();
        using (var body = new Utf8JsonWriter(bytes))
        {
            body.WriteStartObject();
            foreach (var (name, value) in members.Where(each => each.Value is not null))
            {
                body.WriteString(name, value);
            }

            body.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
