using System.IO.Pipelines;

namespace Faultline.Simulation;

/// <summary>
/// One end of a connection in memory: what goes into one end's output comes out of the other's input.
/// </summary>
public sealed record Cable(PipeReader Input, PipeWriter Output) : IDuplexPipe
{
    /// <summary>
    /// Two ends, joined. Whoever waits for bytes goes on where it waited, so nothing leaves the thread.
    /// </summary>
    public static (Cable One, Cable Other) Pair(int pauseBytes = 64 * 1024)
    {
        var options = new PipeOptions(pauseWriterThreshold: pauseBytes, resumeWriterThreshold: pauseBytes / 2);
        var (there, back) = (new Pipe(options), new Pipe(options));
        return (new(back.Reader, there.Writer), new(there.Reader, back.Writer));
    }
}
