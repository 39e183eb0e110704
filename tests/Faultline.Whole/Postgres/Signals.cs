using Faultline.Engines.Processes;

namespace Faultline.Whole.Postgres;

/// <summary>Signals from nobody of ours, as an operator sends them.</summary>
internal static class Signals
{
    public const int Kill = Posix.SigKill;
    public const int Stop = Posix.SigStop;

    public static void Send(int pid, int signal) => Assert.True(Posix.SignalById(pid, signal));
}
