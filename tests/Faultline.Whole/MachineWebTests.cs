using System.Diagnostics;
using System.Net;

namespace Faultline.Whole;

/// <summary>The program of the built-in image, as an instance runs it.</summary>
public sealed class MachineWebTests
{
    [Fact]
    public async Task It_listens_answers_and_ends_when_it_is_asked_to()
    {
        var port = Server.FreePort();
        using var process = Start(("PORT", $"{port}"), ("FAULTLINE_INSTANCE", "i-1"), ("FAULTLINE_LOG", "requests"));
        try
        {
            Assert.Equal(
                $"faultline/web listens at http://127.0.0.1:{port}", await process.StandardOutput.ReadLineAsync());
            using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
            Assert.Contains("\"instance\":\"i-1\"", await client.GetStringAsync("/"));
            Assert.Matches(@"^GET / 200 \d+\.\d ms$", await process.StandardOutput.ReadLineAsync());
            Assert.Equal("ok\n", await client.GetStringAsync("/health"));
            (await client.PostAsync("/fail", null)).EnsureSuccessStatusCode();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health")).StatusCode);
            (await Tool.Run("kill", ["-TERM", $"{process.Id}"])).MustSucceed();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            End(process);
        }
    }

    [Fact]
    public async Task A_port_that_is_in_use_and_an_environment_that_is_wrong_are_said_in_a_line()
    {
        using var holder = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        using var refused = Start(("PORT", $"{port}"));
        var said = await refused.StandardError.ReadToEndAsync();
        Assert.StartsWith($"faultline/web: cannot listen at 127.0.0.1 port {port}: ", said, StringComparison.Ordinal);
        Assert.EndsWith("Set PORT to another, or end the program that has it.\n", said, StringComparison.Ordinal);
        await refused.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, refused.ExitCode);

        using var misused = Start(("PORT", "eighty"));
        Assert.Contains("give a number from 1 to 65535", await misused.StandardError.ReadToEndAsync());
        await misused.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, misused.ExitCode);
        var help = (await Tool.Run(Repository.Faultline, ["--help"])).MustSucceed();
        Assert.DoesNotContain("machine-web", help.Output);
    }

    private static Process Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Repository.Faultline, ["machine-web"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
