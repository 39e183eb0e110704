using System.Text.Json;

namespace Faultline.Engines.Processes;

/// <summary>The records of an engine's trees: a file a key. Each is whole, whenever the server dies.</summary>
internal sealed class TreeRecords(string folder)
{
    private const string Suffix = ".tree";
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Every record that can be read. One that cannot was being written when the power failed, and nothing of that
    /// boot runs.
    /// </summary>
    public IReadOnlyList<TreeRecord> Load()
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        var records = new List<TreeRecord>();
        foreach (var path in Directory.GetFiles(folder))
        {
            if (path.EndsWith(Suffix, StringComparison.Ordinal) && Read(path) is { } record)
            {
                records.Add(record);
            }
            else
            {
                File.Delete(path);
            }
        }

        return records;
    }

    public void Save(TreeRecord record)
    {
        var path = PathOf(record.Key);
        var beside = path + ".new";
        File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(record, TreeRecordJson.Default.TreeRecord));
        File.Move(beside, path, overwrite: true);
    }

    public void Delete(string key) => File.Delete(PathOf(key));

    private static TreeRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), TreeRecordJson.Default.TreeRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(string key) => Path.Combine(folder, Uri.EscapeDataString(key) + Suffix);
}
