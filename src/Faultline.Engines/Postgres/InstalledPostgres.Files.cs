using Faultline.Engines.Postgres.Servers;

namespace Faultline.Engines.Postgres;

/// <summary>The files of servers: their logs, and how much there is of them.</summary>
public sealed partial class InstalledPostgres
{
    public IReadOnlyList<LogFile> Logs(string key) => servers.TryGetValue(key, out var server)
        ? [.. LogFiles(server).Select(file =>
            new LogFile(file.Name, file.Length, new(file.LastWriteTimeUtc, TimeSpan.Zero)))]
        : [];

    public byte[]? ReadLog(string key, string file, long offset, int countMax)
    {
        // Only what is listed: a name from outside leads nowhere else.
        if (!servers.TryGetValue(key, out var server)
            || LogFiles(server).FirstOrDefault(each => each.Name == file) is not { } log)
        {
            return null;
        }

        try
        {
            using var handle = File.OpenHandle(
                log.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var left = Math.Max(0, RandomAccess.GetLength(handle) - offset);
            var bytes = new byte[Math.Min(left, countMax)];
            var got = RandomAccess.Read(handle, bytes, offset);
            return got == bytes.Length ? bytes : bytes[..got];
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public long BytesOf(string key)
    {
        try
        {
            return servers.TryGetValue(key, out var server) ? Length(new(server.Folder.Data)) : 0;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Files come and go while it works; symlinks are not followed.</summary>
    private static long Length(DirectoryInfo folder)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        var sum = 0L;
        foreach (var file in folder.EnumerateFiles("*", options))
        {
            try
            {
                sum += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Gone since.
            }
        }

        return sum;
    }
}
