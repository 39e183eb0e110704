using System.Text.Json;

namespace Faultline.Commands.Faults;

/// <summary>How the server's answers about faults read for people.</summary>
internal static class FaultLines
{
    public static void Began(JsonElement fault)
    {
        var hits = fault.GetProperty("hits").GetInt32();
        Console.WriteLine(
            $"{fault.Text("id")}: {fault.Text("says")}, {Until(fault)}. "
            + (hits == 0 ? "It hits nothing that is there now." : $"It hits {Things(hits)}."));
    }

    public static void WouldHit(JsonElement answer)
    {
        var count = answer.GetProperty("hitCount").GetInt32();
        Console.WriteLine(
            $"{answer.Text("says")}: would hit {(count == 0 ? "nothing" : Things(count))}{(count == 0 ? "." : ":")}");
        Hits(answer);
    }

    public static void List(JsonElement answer)
    {
        var faults = answer.GetProperty("faults").EnumerateArray().ToArray();
        if (faults.Length == 0)
        {
            Console.WriteLine("No fault is in force.");
        }

        Print.Rows([.. faults.Select(each => (string[])
            [each.Text("id"), each.Text("kind"), Until(each), each.Text("says")])]);
    }

    public static void Show(JsonElement fault)
    {
        Console.WriteLine($"{fault.Text("id")}: {fault.Text("says")}");
        List<string[]> rows = [["kind", fault.Text("kind")]];
        rows.AddRange(fault.GetProperty("parameters").EnumerateObject()
            .Select(each => (string[])[each.Name, each.Value.ToString()]));
        rows.Add(["began", $"{fault.Hour("began")}, by {fault.Text("door")}"]);
        rows.Add(["lasts", Until(fault)]);
        if (fault.Text("aftermath") is { Length: > 0 } aftermath)
        {
            rows.Add(["aftermath", aftermath]);
        }

        rows.Add(["hits", Things(fault.GetProperty("hitCount").GetInt32())]);
        Print.Rows(rows, "  ");
        Hits(fault, "    ");
    }

    public static void Cleared(IReadOnlyList<JsonElement> cleared)
    {
        if (cleared.Count == 0)
        {
            Console.WriteLine("No fault was in force.");
        }

        foreach (var fault in cleared)
        {
            var count = fault.GetProperty("hitCount").GetInt32();
            Console.WriteLine(
                $"{fault.Text("id")} is cleared; no longer: {fault.Text("says")}. "
                + (count == 0 ? "It hit nothing." : $"{Things(count)} put right:"));
            Hits(fault);
        }
    }

    private static void Hits(JsonElement answer, string indent = "  ")
    {
        var hits = answer.GetProperty("hits").EnumerateArray().ToArray();
        Print.Rows([.. hits.Select(hit => (string[])[hit.Text("what"), hit.Text("name"), hit.Text("how")])], indent);
        var more = answer.GetProperty("hitCount").GetInt32() - hits.Length;
        if (more > 0)
        {
            Console.WriteLine($"{indent}and {more} more");
        }
    }

    private static string Until(JsonElement fault) => fault switch
    {
        _ when fault.TryGetProperty("left", out var left) => $"in its aftermath, {left.GetDouble():0%} is left",
        _ when fault.TryGetProperty("ends", out _) => $"until {fault.Hour("ends")}",
        _ => "until it is cleared",
    };

    private static string Things(int count) => count == 1 ? "1 thing" : $"{count} things";
}
