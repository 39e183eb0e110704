using Faultline.Store;

namespace Faultline.Services.Sqs;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>A move task and how far it has come.</summary>
internal static class MoveTaskEntry
{
    public static void Write(EntryWriter entry, MoveTask task)
    {
        entry.Text(1, task.Destination?.ToString());
        entry.Whole(2, task.PerSecond ?? 0);
        entry.Whole(3, (int)task.Status);
        entry.Time(4, task.Started);
        entry.Whole(5, task.Moved);
        entry.Whole(6, task.ToMove);
        entry.Text(7, task.FailureReason);
        entry.Time(8, task.NextAt);
    }

    public static MoveTask Read(ulong number, EntryReader reader)
    {
        var task = new MoveTask { Number = number, Status = MoveStatus.Running, Started = default, ToMove = 0 };
        while (reader.Next(out var field))
        {
            task = field switch
            {
                1 => task with { Destination = QueueArn.TryParse(reader.Text(), out var arn) ? arn : null },
                2 => task with { PerSecond = reader.Whole() is > 0 and var rate ? (int)rate : null },
                3 => task with { Status = (MoveStatus)reader.Whole() },
                4 => task with { Started = reader.Time() },
                5 => task with { Moved = reader.Whole() },
                6 => task with { ToMove = reader.Whole() },
                7 => task with { FailureReason = reader.Text() },
                8 => task with { NextAt = reader.Time() },
                _ => task,
            };
        }

        return task;
    }
}
