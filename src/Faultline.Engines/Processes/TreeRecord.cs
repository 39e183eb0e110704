using System.Text.Json.Serialization;

namespace Faultline.Engines.Processes;

/// <summary>What the next server has to know of a tree to find it again.</summary>
internal sealed record TreeRecord(string Key, int Pid, long Start, string Boot, DateTimeOffset Began, string OutputFile)
{
    public long OutputBytesMax { get; init; }

    public string? Address { get; init; }

    public long? MemoryBytesMax { get; init; }

    public double? CpusMax { get; init; }

    public bool EndsByInterrupt { get; init; }

    public Pressure Pressure { get; init; }

    /// <summary>Whether it is to stand still: written before it does, so that a crash meanwhile is no harm.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why it ended; null while it runs.</summary>
    public string? Ending { get; init; }

    /// <summary>With what the root exited by itself.</summary>
    public int? ExitCode { get; init; }
}

[JsonSerializable(typeof(TreeRecord))]
internal sealed partial class TreeRecordJson : JsonSerializerContext;
