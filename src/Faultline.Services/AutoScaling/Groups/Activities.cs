using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>What is done with a group, from when it begins until it is over. Pure.</summary>
internal static class Activities
{
    /// <summary>How the description of an activity begins that ends an instance.</summary>
    public const string Terminating = "Terminating EC2 instance";

    /// <summary>"The scaling activities for the last six weeks" (DescribeScalingActivities, API reference).</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(42);

    private static readonly JsonSerializerOptions plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Begins an activity; gives its row.</summary>
    public static Part<Activity> Begin(
        AutoScalingState state,
        Group group,
        string description,
        string cause,
        (string? Subnet, string Zone) place,
        DateTimeOffset now,
        Dice dice)
    {
        var id = dice.Uuid();
        var row = new Part<Activity>(id, group.Account, group.Id, new()
        {
            ActivityId = id,
            AutoScalingGroupName = group.Name,
            AutoScalingGroupARN = group.Shown.AutoScalingGroupARN,
            Description = description,
            Cause = cause,
            StartTime = now,
            StatusCode = ScalingActivityStatusCode.InProgress,
            Progress = 0,
            Details = Details(place.Subnet, place.Zone),
        })
        {
            Due = now + Kept,
            Since = now,
        };
        state.Activities.Put(row);
        return row;
    }

    public static void Describe(AutoScalingState state, string? id, string description) =>
        Change(state, id, shown => shown.Description = description);

    /// <summary>
    /// How far it is: AWS shows thirty of a hundred for a launch that EC2 took on, fifty while something waits.
    /// </summary>
    public static void Move(AutoScalingState state, string? id, string status, int progress)
    {
        if (id is not null && state.Activities.Find(id) is { } row
            && (row.Shown.StatusCode != status || row.Shown.Progress != progress))
        {
            Change(state, id, shown => (shown.StatusCode, shown.Progress) = (status, progress));
        }
    }

    public static void Succeed(AutoScalingState state, string? id, DateTimeOffset now) => Change(state, id, shown =>
    {
        shown.StatusCode = ScalingActivityStatusCode.Successful;
        shown.Progress = 100;
        shown.EndTime = now;
    });

    public static void End(AutoScalingState state, string? id, string status, string message, DateTimeOffset now) =>
        Change(state, id, shown =>
        {
            shown.StatusCode = status;
            shown.StatusMessage = message;
            shown.Progress = 100;
            shown.EndTime = now;
        });

    /// <summary>
    /// A launch that came to nothing: its description says why too, as AWS's do ("Troubleshoot Amazon EC2 Auto
    /// Scaling", user guide).
    /// </summary>
    public static void GiveUp(AutoScalingState state, string? id, string reason, DateTimeOffset now)
    {
        Change(state, id, shown => shown.Description = $"{shown.Description}.  Status Reason: {reason}");
        End(state, id, ScalingActivityStatusCode.Cancelled, reason, now);
    }

    /// <summary>What was under way with an instance that now goes another way is over, if it was not before.</summary>
    public static void Cancel(AutoScalingState state, string? id, DateTimeOffset now)
    {
        if (id is not null && state.Activities.Find(id) is { Shown.EndTime: null })
        {
            End(
                state, id, ScalingActivityStatusCode.Cancelled, "The instance was taken out before it was in service.",
                now);
        }
    }

    /// <summary>Forgets those that are too old.</summary>
    public static void Forget(AutoScalingState state, DateTimeOffset now)
    {
        foreach (var row in state.Activities.All.TakeWhile(row => row.Due <= now).ToList())
        {
            state.Activities.Remove(row.Id);
        }
    }

    private static void Change(AutoScalingState state, string? id, Action<Activity> change)
    {
        if (id is not null && state.Activities.Find(id) is { } row)
        {
            state.Activities.Put(row.With(change));
        }
    }

    private static string Details(string? subnet, string zone)
    {
        var details = new Dictionary<string, string>();
        if (subnet is not (null or ""))
        {
            details["Subnet ID"] = subnet;
        }

        details["Availability Zone"] = zone;
        return JsonSerializer.Serialize(details, plain);
    }
}
