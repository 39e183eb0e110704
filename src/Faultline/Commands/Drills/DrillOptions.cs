namespace Faultline.Commands.Drills;

/// <summary>What the command line says of how drills are played.</summary>
internal sealed record DrillOptions
{
    public string? State { get; init; }

    public int? Port { get; init; }

    public int Repeat { get; init; } = 1;

    public IReadOnlyList<string> Timing { get; init; } = [];

    public ulong? Seed { get; init; }

    public string? Report { get; init; }

    public bool Keeps { get; init; }

    public bool Json { get; init; }

    /// <summary>In simulated time, a seed a run.</summary>
    public bool Simulates { get; init; }

    /// <summary>A server was named to play in.</summary>
    public bool NamesServer => State is not null || Port is not null;

    public void Check()
    {
        const int RepeatMax = 100_000;
        var errors = new List<string>();
        _ = new TimingSettings(errors).Of(Timing);
        if (Repeat is < 1 or > RepeatMax)
        {
            errors.Add($"--repeat is from 1 to {RepeatMax}; not {Repeat}.");
        }

        if (Simulates && (NamesServer || Keeps))
        {
            errors.Add("--simulate needs no server, and leaves nothing to keep: without --state, --port and --keep.");
        }

        if (Timing.Count > 0 && NamesServer)
        {
            errors.Add("--timing is for a server of the drill's own: the one that you named has its timing already.");
        }

        if (errors.Count > 0)
        {
            throw new Refused(CommandLine.Misused, errors);
        }
    }
}
