using System.Globalization;
using System.Net;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Tests.Store;

namespace Faultline.Tests.Engines.Processes;

/// <summary>Real process trees in a folder that is gone, with all of them, after the test.</summary>
internal sealed class Grove : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static int count;

    private readonly TemporaryFolder folder = new();
    private readonly List<Exception> troubles = [];
    private readonly bool withCgroups;

    /// <summary>Without cgroups, unless they are asked for: what they find would hide what we do not.</summary>
    public Grove(bool withCgroups = false)
    {
        this.withCgroups = withCgroups;
        Node = new("test", TimeProvider.System, new(1)) { Report = troubles.Add };
        Trees = Open();
    }

    public Node Node { get; }

    public ProcessTrees Trees { get; private set; }

    /// <summary>The mark of this test alone: tests run at the same time.</summary>
    public string Owner { get; } = $"test {Environment.ProcessId}/{Interlocked.Increment(ref count)}";

    public string Records => folder["records"];

    public string At(string name) => folder[name];

    public ProcessTree this[string key] => Trees.Find(key) ?? throw new InvalidOperationException($"No tree {key}.");

    /// <summary>Runs a script; what it wants to say it writes to its output.</summary>
    public async Task<ProcessTree> Start(string key, string script, Func<ProcessSpec, ProcessSpec>? with = null) =>
        await Start(key, Shell(key, script), with);

    public async Task<ProcessTree> Start(string key, ProcessSpec spec, Func<ProcessSpec, ProcessSpec>? with = null)
    {
        await Trees.Start(key, with is null ? spec : with(spec), default);
        return this[key];
    }

    public ProcessSpec Shell(string key, string script) => Spec(key, "/bin/sh", "-c", script);

    public ProcessSpec Spec(string key, string program, params string[] arguments) => new()
    {
        Program = program,
        Arguments = arguments,
        Folder = folder.Path,
        OutputFile = LogOf(key),
    };

    public string Output(string key) => File.Exists(LogOf(key)) ? File.ReadAllText(LogOf(key)) : "";

    /// <summary>Waits for a whole line of output that is a process id.</summary>
    public async Task<int> Pid(string key)
    {
        await Until(() => Output(key).EndsWith('\n'));
        return int.Parse(Output(key).Split('\n')[^2], CultureInfo.InvariantCulture);
    }

    public Task Until(string key, Func<ProcessTree, bool> so) => Until(() => so(this[key]));

    public Task UntilEnded(string key) => Until(key, tree => tree.State == TreeState.Ended);

    public static async Task Until(Func<bool> so)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!so())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>The server goes and comes back; the trees are left alone.</summary>
    public async Task Restart(Action? meanwhile = null)
    {
        await Trees.DisposeAsync();
        meanwhile?.Invoke();
        Trees = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Trees.KillAll();
        await Trees.DisposeAsync();
        folder.Dispose();
        Assert.Empty(troubles);
    }

    /// <summary>The state of a process in ps' letter; null when it is gone or waits to be reaped.</summary>
    public static char? StateOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var state = stat[stat.LastIndexOf(')') + 2];
            return state is 'Z' or 'X' ? null : state;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>An address of the loopback network that no other test has.</summary>
    public static IPAddress Address() =>
        new([127, 77, (byte)(Environment.ProcessId % 250), (byte)Interlocked.Increment(ref count)]);

    private string LogOf(string key) => folder[$"{Uri.EscapeDataString(key)}.log"];

    private ProcessTrees Open() => new(Node, Records, Owner, withCgroups ? new Cgroups(Owner) : Cgroups.None);
}
