using System.Globalization;
using System.Text;
using System.Text.Json;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;

namespace Faultline.Services.Ec2.Metadata;

/// <summary>
/// The scheduled events of an instance as its metadata has them ("View scheduled events" in the EC2 user guide): those
/// before it, and those that are over.
/// </summary>
internal static class EventList
{
    private const string Folder = "latest/meta-data/events/maintenance/";

    /// <summary>What stands at a path; null where it is about something else.</summary>
    public static string? Find(Ec2State state, Machine machine, string path, DateTimeOffset now) => path switch
    {
        Folder + "scheduled" => Text(Schedule.Of(state, machine.Id, now).Where(each => each.IsActive)),
        Folder + "history" => Text(Schedule.Of(state, machine.Id, now).Where(each => !each.IsActive)),
        _ => null,
    };

    private static string Text(IEnumerable<ScheduledEvent> events)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var each in events)
            {
                json.WriteStartObject();
                json.WriteString("NotBefore", Hour(each.NotBefore));
                json.WriteString("Code", each.Shown.Code);
                json.WriteString("Description", each.Shown.Description);
                json.WriteString("EventId", each.Id);
                if (each.Shown.NotAfter is { } end)
                {
                    json.WriteString("NotAfter", Hour(end));
                }

                json.WriteString("State", each.State.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Hour(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("d MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture);
}
