using Faultline.Services.Logs.Console;
using Faultline.Services.Logs.Events;

namespace Faultline.Services.Logs.Keeping;

/// <summary>One stream of a group, with its events.</summary>
internal sealed class StreamState(ulong number, string name, long created)
{
    public ulong Number => number;

    public string Name => name;

    public long Created => created;

    public EventIndex Events { get; } = new();

    /// <summary>The hour of the newest event that it ever had.</summary>
    public long? LastEvent { get; set; }

    /// <summary>When something last came.</summary>
    public long? LastIngested { get; set; }

    /// <summary>How far a console was read that is put here.</summary>
    public ConsoleMark? Console { get; set; }

    public void Join(Parcel parcel)
    {
        Events.Join(parcel);
        LastEvent = Math.Max(LastEvent ?? 0, parcel.Newest);
        LastIngested = Math.Max(LastIngested ?? 0, parcel.Ingested);
    }
}
