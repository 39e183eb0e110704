namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// How values are spread: each distinct value with its count, in order. Once there are many it keeps them only to
/// within a hundredth of themselves, so a spread stays small whatever comes.
/// </summary>
internal sealed class Spread
{
    /// <summary>So many distinct values are kept exactly.</summary>
    public const int ExactMax = 128;

    /// <summary>What is kept of many stands for everything from a hundredth less to a hundredth more.</summary>
    private const double Step = 1.02;

    private static readonly double logStep = Math.Log(Step);

    private double[] values;
    private double[] counts;

    public Spread(int room = 4) => (values, counts) = (new double[room], new double[room]);

    public int Length { get; private set; }

    /// <summary>Values are no longer exact.</summary>
    public bool IsRounded { get; private set; }

    public ReadOnlySpan<double> Values => values.AsSpan(0, Length);

    public ReadOnlySpan<double> Counts => counts.AsSpan(0, Length);

    public static Spread Of(double value, double count)
    {
        var spread = new Spread();
        spread.Add(value, count);
        return spread;
    }

    /// <summary>A spread of values that are in order and each there once.</summary>
    public static Spread From(double[] values, double[] counts, bool isRounded) =>
        new(0) { values = values, counts = counts, Length = values.Length, IsRounded = isRounded };

    public void Add(double value, double count)
    {
        if (IsRounded)
        {
            value = Round(value);
        }

        var place = Values.BinarySearch(value);
        if (place >= 0)
        {
            counts[place] += count;
            return;
        }

        Insert(~place, value, count);
        if (!IsRounded && Length > ExactMax)
        {
            RoundAll();
        }
    }

    public void Add(Spread other)
    {
        for (var i = 0; i < other.Length; i++)
        {
            Add(other.values[i], other.counts[i]);
        }
    }

    public Spread Copy() => From(Values.ToArray(), Counts.ToArray(), IsRounded);

    private static double Round(double value) => value == 0
        ? 0
        : Math.CopySign(Math.Pow(Step, Math.Round(Math.Log(Math.Abs(value)) / logStep)), value);

    private void Insert(int place, double value, double count)
    {
        if (Length == values.Length)
        {
            Array.Resize(ref values, Math.Max(4, Length * 2));
            Array.Resize(ref counts, values.Length);
        }

        Array.Copy(values, place, values, place + 1, Length - place);
        Array.Copy(counts, place, counts, place + 1, Length - place);
        (values[place], counts[place]) = (value, count);
        Length++;
    }

    private void RoundAll()
    {
        var (exact, often, length) = (values, counts, Length);
        (values, counts, Length, IsRounded) = (new double[length], new double[length], 0, true);
        for (var i = 0; i < length; i++)
        {
            Add(exact[i], often[i]);
        }
    }
}
