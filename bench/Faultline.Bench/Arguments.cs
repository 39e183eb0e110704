using System.Globalization;

namespace Faultline.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(string Binary, string? Peers, int Rounds, TimeSpan Time, bool Json)
{
    /// <summary>How many requests show whether memory stays as it is.</summary>
    public long Requests { get; private init; }

    /// <summary>The one part that is to run; null for all.</summary>
    public string? Only { get; private init; }

    public bool Runs(string part) => Only is null || Only == part;

    public static Arguments Parse(string[] args)
    {
        string? Value(string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();
        return new(
            Value("--binary") ?? "./faultline",
            Value("--peers"),
            int.Parse(Value("--rounds") ?? "3", CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(Value("--seconds") ?? "3", CultureInfo.InvariantCulture)),
            args.Contains("--json"))
        {
            Only = Value("--only"),
            Requests = long.Parse(Value("--requests") ?? "10000000", CultureInfo.InvariantCulture),
        };
    }
}
