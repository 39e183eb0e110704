using System.Net;

namespace Faultline.Engines.Processes;

/// <summary>What an engine knows of one tree; changed only under its lock. <see cref="View"/> is for all.</summary>
internal sealed class Tree(TreeRecord record)
{
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key => Record.Key;

    public TreeRecord Record { get; set; } = record;

    /// <summary>The address in the form of version 6; null: every address is its own.</summary>
    public UInt128? Address { get; } =
        record.Address is null ? null : Listening.Number(IPAddress.Parse(record.Address));

    /// <summary>How it was at the last look.</summary>
    public ProcessTree View
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    } = new(record.Key, record.Ending is null ? TreeState.Running : TreeState.Ended, record.Began)
    {
        Root = record.Ending is null ? record.Pid : null,
        Ending = record.Ending,
        ExitCode = record.ExitCode,
        Pressure = record.Pressure,
    };

    public bool HasEnded => View.State == TreeState.Ended;

    /// <summary>Why it is to end, once it is: every look kills what it finds, until it finds nobody.</summary>
    public string? Doom { get; set; }

    /// <summary>How many looks have killed.</summary>
    public int Blows { get; set; }

    /// <summary>Whether nobody of it was known to live when the present look began.</summary>
    public bool WasEmpty { get; set; }

    /// <summary>Whether nobody of it is known to live.</summary>
    public bool IsEmpty =>
        (RootsEnd is not null || Record.Pid == 0)
        && Members.All(member => member.Key == Record.Pid || member.Value.IsDead);

    /// <summary>Whether its root was seen to lead its session, which bears the root's id after its end too.</summary>
    public bool HasSession { get; set; }

    /// <summary>Why it ended by itself, once its root has been heard of.</summary>
    public string? RootsEnd { get; set; }

    /// <summary>With what the root exited, if that is why the tree ends.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Whether it was asked to end by TERM.</summary>
    public bool IsAsked { get; set; }

    /// <summary>The root's pidfd; -1 when there is none (any more).</summary>
    public int Pidfd { get; set; } = -1;

    public Dictionary<int, Member> Members { get; } = [];

    public Cgroup? Group { get; set; }

    /// <summary>Up to when it is looked at often: it is young, or has just changed.</summary>
    public long LivelyUntil { get; set; }

    /// <summary>What the root and the children that it had waited for had used when it ended.</summary>
    public TimeSpan CpuOfRoot { get; set; }

    public TimeSpan CpuOfGone { get; set; }

    public long ReadByGone { get; set; }

    public long WrittenByGone { get; set; }

    /// <summary>Whether it stands still for a share of each period, as nothing else limits its processors.</summary>
    public bool TakesTurns { get; set; }

    /// <summary>Whether it stands still in its turn, and when it is to go on or to stand still next.</summary>
    public bool IsHeld { get; set; }

    public long TurnsAt { get; set; }

    /// <summary>Ends when nothing of the tree is left.</summary>
    public Task Gone => gone.Task;

    public void SetGone() => gone.TrySetResult();

    public void SetLost(Exception why) => gone.TrySetException(why);

    /// <summary>One of its processes, with what it had used at the last look.</summary>
    internal sealed class Member(long start)
    {
        public long Start { get; } = start;

        public int Parent { get; set; }

        public TimeSpan Cpu { get; set; }

        public long Alone { get; set; }

        public long Shared { get; set; }

        public long Read { get; set; }

        public long Written { get; set; }

        public bool IsDead { get; set; }

        public bool WasStopped { get; set; }

        /// <summary>Whether it stands still because its tree does in its turn.</summary>
        public bool IsHeld { get; set; }
    }
}
