namespace Faultline.Commands.Faults;

/// <summary>
/// A friendly form of <c>fault add</c>: a word for what is aimed at, and the ways in which it can fail, of which one is
/// chosen. Its other options are the parameters of the kinds.
/// </summary>
internal sealed record Form(string Name, string Says, IReadOnlyList<Target> Targets, IReadOnlyList<Way> Ways)
{
    /// <summary>A place, or <c>--resource</c> in its stead.</summary>
    private static readonly Target placeOrResource = new("PLACE", "place") { Else = "resource" };

    public static IReadOnlyList<Form> All { get; } =
    [
        new("zone", "Take a zone's power, cut it off, or make it gray.", [new("ZONE", "zone")],
        [
            new("zone-power", "--power"),
            new("zone-isolation", "--isolate") { Sets = "from", Among = ["others", "everything"], MayBeBare = true },
            new("zone-gray", "--gray"),
        ]),
        new("region", "Take a region away, or what lets it be changed or found.", [new("REGION", "region")],
        [
            new("region-gone"),
            new("control-plane-frozen", "--freeze"),
            new("retry-storm", "--storm"),
            new("dns-gone", "--dns"),
        ]),
        new("link", "Make the way between two places slow or lossy, or cut it.", [new("FROM", "from"), new("TO", "to")],
        [
            new("link-slow") { NeedsOneOf = ["latency", "loss"] },
            new("link-cut", "--cut"),
        ]),
        new("api", "Have calls fail, throttled or slow.",
        [
            new("SERVICE[:OPERATION]", "service")
            {
                Then = "operation",
                Says = "The service, as sqs, or one operation of it, as sqs:SendMessage.",
            },
        ],
        [
            new("api-error", "--error") { Sets = "error" },
            new("api-throttle", "--throttle"),
            new("api-latency", "--latency") { Sets = "latency" },
        ]),
        new("host", "Crash hosts, or have them hang.", [new("PLACE", "place")],
            [new("host-crash", "--crash"), new("host-pause", "--pause")]),
        new("instance", "Kill an instance, or have it hang.", [new("ID", "resource")],
            [new("instance-crash", "--crash"), new("instance-hang", "--hang")]),
        new("pressure", "Take processors or memory away.", [placeOrResource],
            [new("cpu-pressure", "--cpu") { Sets = "load" }, new("memory-pressure", "--memory") { Sets = "load" }]),
        new("clock", "Set the clocks of a place wrong.", [new("PLACE", "place")],
            [new("clock-skew") { NeedsOneOf = ["skew"] }]),
        new("disk", "Have disks fail, slow down, hang, fill up, or vanish.", [placeOrResource],
        [
            new("disk-fail", "--fail"),
            new("disk-slow", "--slow") { Sets = "latency" },
            new("disk-stuck", "--stuck"),
            new("disk-full", "--full"),
            new("volume-loss", "--lose"),
        ]),
        new("capacity", "Make room for new instances scarce.", [new("PLACE", "place")], [new("capacity-shortage")]),
    ];
}

/// <summary>What a form is aimed at: an argument, and the parameter that it becomes.</summary>
internal sealed record Target(string Name, string Parameter)
{
    /// <summary>What help says of it, where the parameter's own words do not do.</summary>
    public string? Says { get; init; }

    /// <summary>The parameter for what stands after a colon, where something does.</summary>
    public string? Then { get; init; }

    /// <summary>The parameter that may be given in its stead.</summary>
    public string? Else { get; init; }
}

/// <summary>One way to fail: the option that chooses it, or none where it is what the form means by itself.</summary>
internal sealed record Way(string Kind, string? Option = null)
{
    /// <summary>The parameter that the option's own value becomes; without one, the option is a flag.</summary>
    public string? Sets { get; init; }

    /// <summary>All that the option's value may be.</summary>
    public string[] Among { get; init; } = [];

    /// <summary>The option may go without its value.</summary>
    public bool MayBeBare { get; init; }

    /// <summary>Without an option, it is meant where one of these parameters is given.</summary>
    public string[] NeedsOneOf { get; init; } = [];
}
