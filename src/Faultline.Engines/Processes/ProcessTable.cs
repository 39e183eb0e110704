namespace Faultline.Engines.Processes;

/// <summary>All processes of this machine in one look.</summary>
internal sealed class ProcessTable
{
    private readonly Dictionary<int, ProcessRow> rows = [];

    private ProcessTable()
    {
    }

    public IReadOnlyCollection<ProcessRow> Rows => rows.Values;

    public static ProcessTable Look(ProcFiles files)
    {
        var table = new ProcessTable();
        foreach (var pid in ProcFiles.Numbers("/proc"))
        {
            if (Find(files, pid) is { } row)
            {
                table.rows.Add(pid, row);
            }
        }

        return table;
    }

    /// <summary>One process as it is now; null if there is none of that id.</summary>
    public static ProcessRow? Find(ProcFiles files, int pid) => ProcessRow.Parse(pid, files.ReadLine(pid, "stat"u8));

    public bool TryFind(int pid, out ProcessRow row) => rows.TryGetValue(pid, out row);
}
