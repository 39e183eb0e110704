using System.Diagnostics;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;

namespace Faultline.Bench;

/// <summary>
/// What it costs to ask the board, with nothing on it and with a hundred faults, beside an empty call of the same form.
/// </summary>
internal static class BoardJudgements
{
    private const int Calls = 2_000_000;

    public static void Run(Arguments arguments)
    {
        var atlas = Atlas.Draw(new());
        atlas.TryFind("use1-az1-h1", out var here);
        atlas.TryFind("euw1-az2-h3", out var there);
        var region = atlas.Region("us-east-1")!;
        var dice = new Dice(1);
        var now = DateTimeOffset.UnixEpoch;
        var call = new ApiCall("sqs", "SendMessage", region, "000000000000", ControlPlane: false, Reads: false);
        var full = new BoardView(Hundred(atlas));
        var sheet = new Sheet();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            (string, BoardView)[] boards = [("empty board", BoardView.Empty), ("100 faults", full)];
            foreach (var (name, view) in boards)
            {
                Measure(sheet, $"gate, {name}", () => view.Gate(call, now, dice).Passes);
                Measure(sheet, $"link, {name}", () => view.Link(here!, there!).Cut);
                Measure(sheet, $"host, {name}", () => view.Host(here!).Off);
            }
        }

        sheet.Print(arguments.Json, _ => null);
    }

    private static void Measure(Sheet sheet, string name, Func<bool> judge)
    {
        var struck = 0;
        for (var i = 0; i < Calls / 10; i++)
        {
            struck += judge() ? 1 : 0;
        }

        var (allocated, begin) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Calls; i++)
        {
            struck += judge() ? 1 : 0;
        }

        var span = Stopwatch.GetElapsedTime(begin);
        sheet.Add($"{name}, ns", span.TotalNanoseconds / Calls);
        sheet.Add($"{name}, bytes", (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Calls);
        GC.KeepAlive(struck);
    }

    /// <summary>A hundred faults that are all for somebody else, so that every one is looked at.</summary>
    private static List<(string Fault, Effect Effect)> Hundred(Atlas atlas)
    {
        var elsewhere = atlas.Region("sa-east-1")!;
        var effects = new List<(string, Effect)>();
        for (var i = 0; i < 100; i++)
        {
            effects.Add(($"fault-{i}", new GateEffect(
                new(i % 2 == 0 ? elsewhere : atlas.Everything) { Service = "sqs", Operation = "DeleteMessage" },
                new GateAction.Drop())));
            effects.Add(($"fault-{i}", new LinkEffect(elsewhere, atlas.Everything, new() { Cut = true })));
            effects.Add(($"fault-{i}", new HostEffect(new(elsewhere), new() { Off = true })));
        }

        return effects;
    }
}
