namespace Faultline.Engines.Balancer.Logs;

/// <summary>Where the files of logs come to lie: folders of this machine, or a test's memory.</summary>
public interface ILogFiles
{
    /// <summary>
    /// Puts a file there, whole or not at all. Throws an <see cref="IOException"/> where it cannot.
    /// </summary>
    void Put(string path, ReadOnlySpan<byte> bytes);
}
