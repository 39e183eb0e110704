namespace Faultline.Bench;

/// <summary>Other emulators on this machine. What is not installed is named and left out.</summary>
internal sealed class Peers : IAsyncDisposable
{
    private readonly List<(string Name, Served Server)> servers = [];

    public IEnumerable<(string Name, int Port)> Running => servers.Select(peer => (peer.Name, peer.Server.Port));

    /// <param name="only">The one that is wanted; null for all that do what is measured.</param>
    public static async Task<Peers> Start(string? folder, int firstPort, string? only = null)
    {
        var peers = new Peers();
        if (folder is null)
        {
            return peers;
        }

        var fauxqs = Path.Combine(folder, "node_modules", ".bin", "fauxqs");
        if (only is null or "fauxqs")
        {
            await peers.Add("fauxqs", firstPort, File.Exists(fauxqs) ? "/usr/bin/env" : null,
                $"FAUXQS_PORT={firstPort}", $"PORT={firstPort}", "FAUXQS_LOGGER=false", fauxqs);
        }

        var moto = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(path => Path.Combine(path, "moto_server")).FirstOrDefault(File.Exists);
        await peers.Add("moto", firstPort + 1, moto, "-H", "127.0.0.1", "-p", $"{firstPort + 1}");
        return peers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, server) in servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task Add(string name, int port, string? file, params string[] arguments)
    {
        if (file is null)
        {
            Console.Error.WriteLine($"{name} is not installed here and is left out.");
            return;
        }

        servers.Add((name, await Served.Start(port, null, file, arguments)));
    }
}
