using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// An instance: what the API shows of it, and what only we know. What hangs on other things (interfaces, volumes,
/// public addresses) is not in <see cref="Shown"/>: it is put together when somebody looks.
/// </summary>
internal sealed record Machine(string Id, string Account, Instance Shown) : IRow
{
    public required string Reservation { get; init; }

    /// <summary>The host that it has room on, by its name on the map; null while it has none.</summary>
    public string? Host { get; init; }

    /// <summary>The loopback address that stands for its private one.</summary>
    public string? Address { get; init; }

    /// <summary>The program of its image.</summary>
    public string Program { get; init; } = "";

    /// <summary>As it was given: in base64.</summary>
    public string? UserData { get; init; }

    /// <summary>The public half of its key pair, which it keeps whatever becomes of the pair.</summary>
    public string? PublicKey { get; init; }

    public bool StopProtected { get; init; }

    public bool TerminationProtected { get; init; }

    public bool TerminatesOnShutdown { get; init; }

    public bool UnlimitedCredits { get; init; }

    /// <summary>When it came into the state that it is in.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When the step that is under way is over at the earliest.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>
    /// The number of the boot that is to run; what runs of an earlier one has to go. User data runs at the first.
    /// </summary>
    public int Boots { get; init; } = 1;

    /// <summary>Somebody asked for a reboot that is not done.</summary>
    public bool Reboots { get; init; }

    /// <summary>It is to end at once, whatever it is doing.</summary>
    public bool Forced { get; init; }

    /// <summary>What keeps it down while it is said to be running.</summary>
    public Downfall Downfall { get; init; }

    /// <summary>When its status checks began to fail.</summary>
    public DateTimeOffset? ImpairedSince { get; init; }

    /// <summary>When it is to be taken away as spot instances are, once that is known.</summary>
    public DateTimeOffset? Notice { get; init; }

    /// <summary>It is to be stopped then, not terminated.</summary>
    public bool NoticeStops { get; init; }

    /// <summary>When it was said that it may be taken away.</summary>
    public DateTimeOffset? Rebalance { get; init; }

    /// <summary>When it got the instance profile that it has; null: at its launch.</summary>
    public DateTimeOffset? ProfileSince { get; init; }

    public string State => Shown.State!.Name!;

    public bool Is(string state) => State == state;

    /// <summary>It holds room on a host.</summary>
    public bool HasRoom => Host is not null;

    public Machine With(Action<Instance> change) => this with { Shown = Shown.With(change) };
}

/// <summary>Why nothing of an instance runs that is said to be running.</summary>
internal enum Downfall
{
    None = 0,

    /// <summary>A fault took its power: it boots again when that is over.</summary>
    Fault = 1,

    /// <summary>It died by itself, and waits for somebody to reboot it.</summary>
    Crash = 2,
}
