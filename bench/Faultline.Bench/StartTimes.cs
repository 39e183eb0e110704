using System.Diagnostics;

namespace Faultline.Bench;

/// <summary>From the start of the process to the first successful API call, and what it holds when idle.</summary>
internal static class StartTimes
{
    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            var folder = Path.Combine(Path.GetTempPath(), "faultline-bench-start");
            Forget(folder);
            await Once(sheet, arguments, folder, "start with an empty state, ms", "idle memory, MiB");
            Forget(folder);
        }

        await Recover(sheet, arguments);
        sheet.Print(arguments.Json, _ => null);
    }

    private static async Task Recover(Sheet sheet, Arguments arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), "faultline-bench-recover");
        Forget(folder);
        await using (var server = await Served.Faultline(arguments.Binary, 4705, "relaxed", folder))
        {
            var queue = await Queue.Make(4705, await Queue.MakeKeys(4705), "million");
            await queue.Fill(1_000_000, 100);
        }

        for (var round = 0; round < arguments.Rounds; round++)
        {
            await Once(
                sheet, arguments, folder, "start with a million messages, ms", "memory with a million messages, MiB");
        }

        Forget(folder);
    }

    private static async Task Once(Sheet sheet, Arguments arguments, string folder, string time, string memory)
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = await Served.Faultline(arguments.Binary, 4705, "strict", folder);
        var signer = new Signer(new("test", "test"), "sqs");
        using (var line = await Line.Open(4705))
        {
            await line.Must(signer.Post(4705, "AmazonSQS.ListQueues", "{}"));
        }

        sheet.Add(time, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        await Task.Delay(TimeSpan.FromSeconds(2)); // Idle: whatever start-up still does is over.
        sheet.Add(memory, server.ResidentMiB);
    }

    private static void Forget(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
