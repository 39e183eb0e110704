using System.ComponentModel;
using System.Diagnostics;

namespace Faultline.Whole;

/// <summary>A test that mounts file systems where nobody else sees them; skipped where that is not allowed.</summary>
internal sealed class MountTheoryAttribute : TheoryAttribute
{
    public MountTheoryAttribute()
    {
        if (!Allowed())
        {
            Skip = "No mounts of its own are allowed here (`unshare -m`).";
        }
    }

    private static bool Allowed()
    {
        try
        {
            using var tried = Process.Start(
                new ProcessStartInfo("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
                {
                    RedirectStandardError = true,
                })!;
            tried.WaitForExit();
            return tried.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
