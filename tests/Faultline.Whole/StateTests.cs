using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>Folders that cannot be used, disks that end: one line says so, and nothing is lost or touched.</summary>
public sealed class StateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("faultline-state-").FullName;

    private string State => Path.Combine(folder, "state");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData("--detach")]
    public async Task A_state_of_a_newer_format_is_left_alone(params string[] more)
    {
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(Path.Combine(State, "format"), "faultline-state 99\n");
        await Refused("format 99", more);
    }

    [Theory]
    [InlineData]
    [InlineData("--detach")]
    public async Task A_folder_that_is_a_file_is_left_alone(params string[] more)
    {
        await File.WriteAllTextAsync(State, "a file");
        await Refused(State, more);
    }

    [Fact]
    public async Task A_folder_that_another_server_holds_names_its_process()
    {
        await using var server = await Server.Start();
        try
        {
            // It writes when it wants to: standing still, it leaves whatever changes to the other one.
            (await Tool.Run("kill", ["-STOP", $"{server.Pid}"])).MustSucceed();
            var before = Listing.Of(server.State);
            var refused = await Tool.Run(
                Repository.Faultline, ["up", "--port", $"{Server.FreePort()}", "--state", server.State]);
            Assert.Equal(1, refused.Code);
            Assert.Contains($"held by process {server.Pid}", refused.Errors);
            Assert.Equal(before, Listing.Of(server.State));
        }
        finally
        {
            await Tool.Run("kill", ["-CONT", $"{server.Pid}"]);
        }
    }

    [Fact]
    public async Task A_damaged_journal_is_named_and_left_alone()
    {
        await using (var server = Server.Over(State))
        {
            await server.Start();
            using var queues = new Queues(server);
            var url = (string)(await queues.Must("CreateQueue", new { QueueName = "q" }))["QueueUrl"]!;
            for (var i = 0; i < 20; i++)
            {
                await queues.Must("SendMessage", new { QueueUrl = url, MessageBody = $"message number {i}" });
            }

            Assert.Equal(0, await server.Stop());
        }

        var journal = Directory.GetFiles(Path.Combine(State, "regions", "us-east-1"), "*.journal").Order().First();
        var bytes = await File.ReadAllBytesAsync(journal);
        var at = bytes.AsSpan().IndexOf("message number 7"u8);
        Assert.True(at > 0);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes);
        await Refused($"{Path.GetDirectoryName(journal)}: {Path.GetFileName(journal)} is damaged at byte ");
    }

    [ToolFact("aws")]
    public async Task A_master_secret_that_is_lost_or_damaged_is_named_and_never_replaced()
    {
        await using (var server = await WithSecureString())
        {
            Assert.Equal(0, await server.Stop());
        }

        var (secret, check) = (Path.Combine(State, "secret"), Path.Combine(State, "secret.check"));
        var (kept, digest) = (await File.ReadAllBytesAsync(secret), await File.ReadAllBytesAsync(check));
        await RefusedWith([], $"The master secret {secret} is damaged: it has 0 bytes, not 32.");
        await RefusedWith(kept[..31], "is damaged: it has 31 bytes");
        await RefusedWith([.. kept, 0], "is damaged: it has 33 bytes");
        await RefusedWith([(byte)(kept[0] ^ 1), .. kept[1..]], "or secret.check beside it is: they do not fit.");
        await File.WriteAllBytesAsync(secret, kept);
        await File.WriteAllTextAsync(check, "");
        await Refused("they do not fit.");
        File.Delete(secret);
        await Refused($"The master secret {secret} is missing, and the folder holds state.");
        File.Delete(check);
        await Refused("is missing, and the folder holds state.", "--detach");
        // As one that this user may not read, which tests of the root user cannot make.
        Directory.CreateDirectory(secret);
        await Refused($"The master secret {secret} cannot be used (Access to the path '{secret}' is denied).");
        Directory.Delete(secret);

        // Put back without its check, it is as folders of earlier versions have it: taken, and marked.
        await File.WriteAllBytesAsync(secret, kept);
        await using var again = Server.Over(State);
        await again.Start();
        Assert.Equal("correct horse", (await Ssm(
            again, "get-parameter", "--name", "db", "--with-decryption", "--query", "Parameter.Value")).Trim());
        Assert.Equal(kept, await File.ReadAllBytesAsync(secret));
        Assert.Equal(digest, await File.ReadAllBytesAsync(check));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(check));
        Assert.Equal(0, await again.Stop());

        async Task RefusedWith(byte[] damaged, string why)
        {
            await File.WriteAllBytesAsync(secret, damaged);
            await Refused(why);
            await Refused("put it back from a copy, or start with another state folder.");
        }
    }

    [Fact]
    public async Task A_start_that_was_cut_off_before_there_was_a_master_secret_is_begun_again()
    {
        await using var server = Server.Over(State);
        await server.Start();
        Assert.Equal(0, await server.Stop());
        foreach (var folder in (string[])["world", "regions"])
        {
            Directory.Delete(Path.Combine(State, folder), recursive: true);
        }

        File.Delete(Path.Combine(State, "secret"));
        File.Delete(Path.Combine(State, "secret.check"));
        await server.Start();
        Assert.Equal(32, new FileInfo(Path.Combine(State, "secret")).Length);
        Assert.Equal(0, await server.Stop());
    }

    [Theory]
    [InlineData("regions")]
    [InlineData("regions", "--detach")]
    public async Task A_state_that_may_not_be_read_whole_is_named_and_left_alone(string part, params string[] more)
    {
        await using (var server = Server.Over(State))
        {
            await server.Start();
            Assert.Equal(0, await server.Stop());
        }

        var before = Listing.Of(State);
        var closed = Path.Combine(State, part);
        var mode = File.GetUnixFileMode(closed);
        File.SetUnixFileMode(closed, UnixFileMode.None);
        try
        {
            // Root reads what he likes, unless that is taken from him.
            string[] up = [Repository.Faultline, "up", "--port", $"{Server.FreePort()}", "--state", State, .. more];
            var refused = Environment.UserName == "root"
                ? await Tool.Run("setpriv", ["--bounding-set=-dac_override,-dac_read_search", .. up])
                : await Tool.Run(up[0], up[1..]);
            Assert.Equal(1, refused.Code);
            Assert.StartsWith("faultline: ", refused.Errors, StringComparison.Ordinal);
            Assert.Contains($"'{closed}", refused.Errors);
            Assert.Single(refused.Errors.TrimEnd().Split('\n'));
        }
        finally
        {
            File.SetUnixFileMode(closed, mode);
        }

        Assert.Equal(before, Listing.Of(State));
    }

    [MountTheory]
    [InlineData("true")]
    [InlineData("true", "--detach")]
    [InlineData("cat /dev/zero > lost+found 2> /dev/null || true", "--detach")]
    public async Task A_start_on_a_full_disk_is_refused_and_leaves_nothing(string fill, params string[] more)
    {
        Directory.CreateDirectory(State);
        var refused = await Tool.Run("unshare",
            ["-m", "sh", "-c", $"""
                mount -t tmpfs -o size=4m tmpfs '{State}' && cd '{State}' && {fill}
                "$@"
                code=$?
                ls -A '{State}'
                exit $code
                """,
                "sh", Repository.Faultline, "up", "--port", $"{Server.FreePort()}", "--state", State, .. more]);
        Assert.Equal(1, refused.Code);
        Assert.StartsWith("faultline: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(State, refused.Errors);
        Assert.Contains("full", refused.Errors);
        Assert.Single(refused.Errors.TrimEnd().Split('\n'));
        Assert.Equal(fill == "true" ? "" : "lost+found", refused.Output.TrimEnd());
    }

    [RootFact]
    public async Task A_full_disk_costs_nothing_that_was_acknowledged()
    {
        Directory.CreateDirectory(State);
        (await Tool.Run("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", State])).MustSucceed();
        try
        {
            await using var server = Server.Over(State);
            await server.Start();
            using var queues = new Queues(server);
            var url = (string)(await queues.Must("CreateQueue", new { QueueName = "q" }))["QueueUrl"]!;
            var acknowledged = new List<string>();
            string? refusal = null;
            while (refusal is null && acknowledged.Count < 1000)
            {
                var body = $"{acknowledged.Count} {new string('x', 100_000)}";
                var (status, answer) = await queues.Send("SendMessage", new { QueueUrl = url, MessageBody = body });
                (refusal, var sent) = status == 200 ? (null, body) : (answer, "");
                acknowledged.AddRange(sent.Length > 0 ? [sent] : []);
            }

            Assert.Contains("ServiceUnavailable", refusal);
            Assert.True(acknowledged.Count > 10);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!server.Log.Contains("THE STATE CAN NO LONGER BE KEPT", StringComparison.Ordinal))
            {
                await Task.Delay(20, limit.Token); // It is said beside the answer, and may come after it.
            }

            await server.Stop();
            (await Tool.Run("mount", ["-o", "remount,size=200m", State])).MustSucceed();
            await server.Start();
            var found = await queues.Drain(url);
            Assert.Equal([], acknowledged.Except(found).Select(body => body.Split(' ')[0]));
            await server.Stop();
        }
        finally
        {
            (await Tool.Run("umount", [State])).MustSucceed();
        }
    }

    [Fact]
    public async Task A_server_told_to_end_under_load_ends_well_and_keeps_what_it_acknowledged()
    {
        await using var server = Server.Over(State);
        await server.Start();
        using var queues = new Queues(server);
        var url = (string)(await queues.Must("CreateQueue", new { QueueName = "q" }))["QueueUrl"]!;
        var acknowledged = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; ; i++)
            {
                var body = string.Create(CultureInfo.InvariantCulture, $"{writer}-{i}");
                if (await queues.Try("SendMessage", new { QueueUrl = url, MessageBody = body }) is null)
                {
                    return;
                }

                acknowledged.Add(body);
                if (acknowledged.Count > 500)
                {
                    enough.TrySetResult();
                }
            }
        }).ToList();
        await enough.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await server.Stop());
        await Task.WhenAll(writers);
        await server.Start();
        var found = await queues.Drain(url);
        Assert.Equal([], acknowledged.Except(found));

        // One that is killed would leave what it keeps ready for databases outside of its folder.
        Assert.Equal(0, await server.Stop());
    }

    private async Task<Server> WithSecureString()
    {
        var server = Server.Over(State);
        await server.Start();
        await Ssm(server, "put-parameter", "--name", "db", "--type", "SecureString", "--value", "correct horse");
        return server;
    }

    private static async Task<string> Ssm(Server server, params string[] arguments) => (await Tool.Run(
        "aws", ["--endpoint-url", server.Url, "ssm", .. arguments, "--output", "text"], server.Environment))
        .MustSucceed().Output;

    private async Task Refused(string why, params string[] more)
    {
        var before = Listing.Of(State);
        var refused = await Tool.Run(
            Repository.Faultline, ["up", "--port", $"{Server.FreePort()}", "--state", State, .. more]);
        Assert.Equal(1, refused.Code);
        Assert.Contains(why, refused.Errors);
        Assert.StartsWith("faultline: ", refused.Errors, StringComparison.Ordinal);
        Assert.Single(refused.Errors.TrimEnd().Split('\n'));
        Assert.Equal(before, Listing.Of(State));
    }
}
