using System.Runtime.InteropServices;
using System.Text;

namespace Faultline.Machines;

/// <summary>Lines to the standard output and errors, past the framework's console, which takes long to load.</summary>
internal static partial class Say
{
    public static void Line(string text) => Write(1, text);

    public static void Error(string text) => Write(2, text);

    /// <summary>At once and whole. Where nobody takes it, as on a full disk, it is lost, and requests go on.</summary>
    private static void Write(int descriptor, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        _ = Write(descriptor, bytes, bytes.Length);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte[] bytes, nint count);
}
