namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// A series at one width: a bucket for each stretch of time in which something came, in order, as columns. While every
/// bucket holds one value only, only hours and values are kept.
/// </summary>
internal sealed class Tier(int width)
{
    private uint[] at = [];
    private double[] sum = [];
    private double[]? count;
    private double[]? min;
    private double[]? max;
    private Spread?[]? spread;

    /// <summary>In seconds.</summary>
    public int Width => width;

    public int Length { get; private set; }

    /// <summary>When the last bucket begins; null where there is none.</summary>
    public long? Last => Length > 0 ? at[Length - 1] : null;

    public long At(int index) => at[index];

    public Bucket this[int index] => new()
    {
        Count = count?[index] ?? 1,
        Sum = sum[index],
        Min = min?[index] ?? sum[index],
        Max = max?[index] ?? sum[index],
        Spread = spread?[index],
    };

    /// <summary>The first bucket that begins at that second or after it.</summary>
    public int From(long second)
    {
        var place = at.AsSpan(0, Length).BinarySearch((uint)Math.Clamp(second, 0, uint.MaxValue));
        return place >= 0 ? place : ~place;
    }

    /// <summary>Puts what came at a second to what came before.</summary>
    public void Add(long second, in Bucket what)
    {
        var start = (uint)(second - (second % width));
        var place = Length > 0 && at[Length - 1] == start ? Length - 1
            : Length == 0 || at[Length - 1] < start ? Length
            : From(start);
        if (place < Length && at[place] == start)
        {
            Join(place, what);
            return;
        }

        var isPlain = what is { Count: 1, Spread: null } && what.Min.Equals(what.Sum) && what.Max.Equals(what.Sum);
        if (!isPlain)
        {
            Widen();
        }

        Open(place);
        at[place] = start;
        if (count is null)
        {
            sum[place] = what.Sum;
            return;
        }

        Set(place, what with { Spread = what.Spread?.Copy() });
    }

    /// <summary>Forgets the buckets that begin before a second.</summary>
    public void Forget(long before)
    {
        var gone = From(before);
        if (gone == 0)
        {
            return;
        }

        Length -= gone;
        at = at.AsSpan(gone, Length).ToArray();
        sum = sum.AsSpan(gone, Length).ToArray();
        count = count?.AsSpan(gone, Length).ToArray();
        min = min?.AsSpan(gone, Length).ToArray();
        max = max?.AsSpan(gone, Length).ToArray();
        spread = spread?.AsSpan(gone, Length).ToArray();
    }

    private void Join(int place, in Bucket what)
    {
        Widen();
        var whole = this[place];
        whole.Add(what);
        Set(place, whole);
    }

    private void Set(int place, in Bucket what)
    {
        (count![place], sum[place], min![place], max![place]) = (what.Count, what.Sum, what.Min, what.Max);
        if (spread is not null || what.Spread is not null)
        {
            spread ??= new Spread?[at.Length];
            spread[place] = what.Spread;
        }
    }

    /// <summary>From here on buckets are of more than one value.</summary>
    private void Widen()
    {
        if (count is null)
        {
            (count, min, max) = (new double[at.Length], [.. sum], [.. sum]);
            Array.Fill(count, 1);
        }
    }

    private void Open(int place)
    {
        if (Length == at.Length)
        {
            var room = Math.Max(4, Length * 3 / 2);
            Array.Resize(ref at, room);
            Array.Resize(ref sum, room);
            Resize(ref count, room);
            Resize(ref min, room);
            Resize(ref max, room);
            Resize(ref spread, room);
        }

        if (place < Length)
        {
            Shift(at, place);
            Shift(sum, place);
            Shift(count, place);
            Shift(min, place);
            Shift(max, place);
            Shift(spread, place);
        }

        Length++;
    }

    private static void Resize<T>(ref T[]? column, int room)
    {
        if (column is not null)
        {
            Array.Resize(ref column, room);
        }
    }

    private void Shift<T>(T[]? column, int place)
    {
        if (column is not null)
        {
            Array.Copy(column, place, column, place + 1, Length - place);
        }
    }
}
