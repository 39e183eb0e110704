namespace Faultline.Services.Logs.Events;

/// <summary>The events of one stream by their positions, to be searched in halves.</summary>
internal sealed class EventIndex
{
    private readonly List<Spot> spots = [];

    public int Count => spots.Count;

    public Spot this[int index] => spots[index];

    /// <summary>Takes events in; nearly always they come after all others.</summary>
    public void Join(Parcel parcel)
    {
        var at = From(parcel.PositionOf(0));
        var later = spots.GetRange(at, spots.Count - at);
        spots.RemoveRange(at, later.Count);
        for (int own = 0, other = 0; own < parcel.Count || other < later.Count;)
        {
            var isOwn = other == later.Count
                || (own < parcel.Count && parcel.PositionOf(own) < later[other].Position);
            spots.Add(isOwn ? new(parcel, own++) : later[other++]);
        }
    }

    /// <summary>The first that is at a position or after it; the count where all are before.</summary>
    public int From(Position position)
    {
        var (low, high) = (0, spots.Count);
        if (high > 0 && spots[high - 1].Position < position)
        {
            return high;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = spots[middle].Position < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The first that is after a position.</summary>
    public int After(Position position) => From(position.Next);

    /// <summary>Forgets all before a position.</summary>
    public void ForgetBefore(Position position) => spots.RemoveRange(0, From(position));
}
