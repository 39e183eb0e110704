using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Machines;

/// <summary>
/// Counts in a file, as decimal digits, synced before the number is given. The file is opened anew each time: where a
/// volume was lost, so is the number.
/// </summary>
internal sealed class FileCounter(string path) : ICounter
{
    private const int LengthMax = 32;

    private readonly Lock gate = new();

    public string Where => path;

    public long Read()
    {
        lock (gate)
        {
            try
            {
                using var file = File.OpenHandle(path);
                return Read(file);
            }
            catch (FileNotFoundException)
            {
                return 0;
            }
        }
    }

    public long Add()
    {
        lock (gate)
        {
            using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            var count = Read(file) + 1;

            // It never grows shorter, and is far shorter than a sector: in place it is the old number or the new one.
            var text = string.Create(CultureInfo.InvariantCulture, $"{count}\n");
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
            RandomAccess.FlushToDisk(file);
            return count;
        }
    }

    private long Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[LengthMax];
        var text = bytes[..RandomAccess.Read(file, bytes, 0)].TrimEnd((byte)'\n');
        if (text.IsEmpty)
        {
            return 0;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new IOException($"{path} holds no number; write one into it, or remove it.");
    }
}
