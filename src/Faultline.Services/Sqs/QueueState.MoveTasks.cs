namespace Faultline.Services.Sqs;

internal sealed partial class QueueState
{
    private readonly List<MoveTask> tasks = [];

    /// <summary>The tasks that took or take from this queue, the oldest first.</summary>
    public IReadOnlyList<MoveTask> MoveTasks => tasks;

    public MoveTask? ActiveMoveTask => tasks.Find(task => task.IsActive);

    public MoveTask StartMove(QueueArn? destination, int? perSecond, DateTimeOffset now)
    {
        Settle(now, int.MaxValue);
        var task = new MoveTask
        {
            Number = next++,
            Destination = destination,
            PerSecond = perSecond,
            Status = MoveStatus.Running,
            Started = now,
            NextAt = now,
            ToMove = Visible,
        };
        tasks.Add(task);
        changedTasks.Add(task);
        while (tasks.Count > Limits.MoveTasksListed)
        {
            deletions.Add(new(Kinds.MoveTask, tasks[0].Number));
            tasks.RemoveAt(0);
        }

        return task;
    }

    public void ChangeMove(MoveTask task)
    {
        tasks[tasks.FindIndex(one => one.Number == task.Number)] = task;
        changedTasks.Add(task);
    }
}
