using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>
/// All alarms of a region with their history, what mutes them, and all dashboards, of every account. Pure: the hour
/// comes in as an argument.
/// </summary>
internal sealed class AlarmState : IState
{
    private readonly Tables tables;
    private readonly List<Change> changes = [];

    /// <summary>What was noted last, so that the next of the same tick finds its number at once.</summary>
    private (long Hour, int Number) noted;

    public AlarmState() => tables = new(Alarms, History, Dashboards, MuteRules);

    public Table<Alarm, Tag> Alarms { get; } = new(Kinds.Alarm, "alarm", Alarm.Form);

    /// <summary>What happened to alarms, those that are gone included, under keys in the order of time.</summary>
    public Table<Owned<AlarmHistoryItem>, Tag> History { get; } = new(
        Kinds.History, "", new(OwnedEntry.Write, OwnedEntry.Read<AlarmHistoryItem>));

    public Table<Dashboard, Tag> Dashboards { get; } = new(Kinds.Dashboard, "dashboard", Dashboard.Form);

    public Table<MuteRule, Tag> MuteRules { get; } = new(Kinds.MuteRule, "alarm-mute-rule", MuteRule.Form);

    public IEnumerable<ITagged<Tag>> Taggable => tables.Taggable<Tag>();

    /// <summary>An alarm by its name or its ARN.</summary>
    public Alarm? Find(string account, string region, string name) =>
        Alarms.Find(account, name.StartsWith("arn:", StringComparison.Ordinal)
            ? name
            : Alarm.ArnOf(region, account, name));

    /// <summary>An alarm comes into another state, which is to be told once it is kept.</summary>
    public void Enter(Change change) => changes.Add(change);

    /// <summary>What alarms came to since somebody last asked.</summary>
    public IReadOnlyList<Change> TakeChanges()
    {
        List<Change> taken = [.. changes];
        changes.Clear();
        return taken;
    }

    public void Note(string account, AlarmHistoryItem item)
    {
        var hour = item.Timestamp!.Value.UtcTicks;
        noted = hour == noted.Hour ? (hour, noted.Number) : (hour, 0);
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{hour:d20} {noted.Number:d8}");
            noted = (hour, noted.Number + 1);
        }
        while (History.Find(id) is not null);
        History.Put(new(id, account, item));
    }

    /// <summary>Forgets what happened too long ago.</summary>
    public void Forget(DateTimeOffset before) => History.All.TakeWhile(row => row.Shown.Timestamp < before).ToList()
        .ForEach(row => History.Remove(row.Id));

    /// <summary>
    /// Takes alarms that are gone out of what somebody remembers by their ids, once it is more than there are alarms.
    /// </summary>
    public void Prune<T>(Dictionary<string, T> remembered)
    {
        if (remembered.Count > Alarms.Count)
        {
            foreach (var gone in remembered.Keys.Where(id => Alarms.Find(id) is null).ToList())
            {
                remembered.Remove(gone);
            }
        }
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        changes.Clear();
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);

    public void Loaded()
    {
    }
}
