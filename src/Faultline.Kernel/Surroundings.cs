using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Timeline;
using Faultline.Kernel.Times;

namespace Faultline.Kernel;

/// <summary>
/// What a region finds around itself: the map, the faults in force, how long hidden steps take, and where to say what
/// happened.
/// </summary>
public sealed record Surroundings(Atlas Atlas, Board Board, Timing Timing, IRecorder Timeline)
{
    /// <summary>Maps never change, and this one has thousands of places: it is drawn once.</summary>
    private static readonly Atlas wholeWorld = Atlas.Draw(new());

    /// <summary>The whole world with nothing the matter in it, for whoever looks at one service alone.</summary>
    public static Surroundings Quiet() => new(wholeWorld, new(), Timing.Fast, new Nobody());

    private sealed class Nobody : IRecorder
    {
        public void Note(Happening happening)
        {
        }
    }
}
