using System.IO.Pipelines;
using Faultline.Kernel.Places;

namespace Faultline.Network;

/// <summary>
/// One end of a connection, and where it stands. Completing a side of its pipes with an exception is a reset;
/// completing both sides closes it.
/// </summary>
public readonly record struct End(Domain At, IDuplexPipe Pipe)
{
    /// <summary>Ends it as whoever knows no such connection does.</summary>
    internal async ValueTask Reset(Exception why)
    {
        await Pipe.Output.CompleteAsync(why);
        await Pipe.Input.CompleteAsync(why);
    }

    internal async ValueTask Close()
    {
        await Pipe.Output.CompleteAsync();
        await Pipe.Input.CompleteAsync();
    }
}
