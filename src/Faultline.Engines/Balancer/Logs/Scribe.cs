using System.IO.Compression;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Logs;

/// <summary>
/// Writes down what a node has to tell, in files that end every five minutes ("Access log files" in the user guides).
/// Whoever tells it something never waits: what does not fit, and what the disk does not take, is counted as lost.
/// </summary>
/// <param name="lost">Hears how many lines have been lost.</param>
internal sealed class Scribe<T>(Node node, ILogFiles files, IPAddress at, Dice dice, Action<int> lost)
    : IAsyncDisposable
{
    private const int LinesMax = 64 * 1024;

    /// <summary>A file that has become so long is not waited with.</summary>
    private const int FileBytesMax = 4 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FileTime = TimeSpan.FromMinutes(5);

    private readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(LinesMax)
    {
        SingleReader = true,
    });

    private readonly CancellationTokenSource stop = new();
    private Page? page;
    private Task? loop;

    public void Start() => loop = Run();

    public void Add(ILogForm<T> form, T what, DateTimeOffset hour)
    {
        if (!queue.Writer.TryWrite(new(form, what, hour)))
        {
            lost(1);
        }
    }

    /// <summary>What it was told before is written; what it is told from now on is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        stop.Cancel();
        if (loop is not null)
        {
            await loop;
        }
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(Pause, node.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                Gather();
                if (page?.End <= node.Now)
                {
                    Publish();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Gather();
            Publish();
        }
    }

    private void Gather()
    {
        while (queue.Reader.TryRead(out var entry))
        {
            if (page is not null
                && (entry.Hour > page.End || entry.Form.Place != page.Form.Place || page.Length > FileBytesMax))
            {
                Publish();
            }

            page ??= new(entry.Form, EndOf(entry.Hour));
            page.Add(entry.Form.Line(entry.What));
        }
    }

    private static DateTimeOffset EndOf(DateTimeOffset hour) =>
        new((((hour.UtcTicks - 1) / FileTime.Ticks) + 1) * FileTime.Ticks, TimeSpan.Zero);

    private void Publish()
    {
        if (page is not { } done)
        {
            return;
        }

        page = null;
        using var closing = done;
        try
        {
            files.Put(done.Form.File(done.End, at, NewName()), done.Bytes());
        }
        catch (IOException trouble)
        {
            lost(done.Lines);
            node.Report(trouble);
        }
    }

    private string NewName() =>
        string.Create(8, dice, static (name, dice) =>
        {
            foreach (ref var letter in name)
            {
                letter = "0123456789abcdefghijklmnopqrstuvwxyz"[dice.Below(36)];
            }
        });

    private readonly record struct Entry(ILogForm<T> Form, T What, DateTimeOffset Hour);

    /// <summary>A file that is not written yet.</summary>
    private sealed class Page : IDisposable
    {
        private readonly MemoryStream bytes = new();
        private readonly GZipStream packed;

        public Page(ILogForm<T> form, DateTimeOffset end)
        {
            (Form, End) = (form, end);
            packed = new(bytes, CompressionLevel.Fastest);
        }

        public ILogForm<T> Form { get; }

        public DateTimeOffset End { get; }

        public int Lines { get; private set; }

        public long Length => bytes.Length;

        public void Add(string line)
        {
            packed.Write(Encoding.UTF8.GetBytes(line));
            packed.WriteByte((byte)'\n');
            Lines++;
        }

        public ReadOnlySpan<byte> Bytes()
        {
            packed.Dispose();
            return bytes.ToArray();
        }

        public void Dispose()
        {
            packed.Dispose();
            bytes.Dispose();
        }
    }
}
