namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>A deploy that breaks the program, or a statement that destroys data: redundancy repeats both.</summary>
internal static class Destroyed
{
    private const string Id = "destroyed";

    public static Chapter? Write(Architecture system) => new(Id, "A bad deploy, or destroyed data")
    {
        Says = "Everything does what it was told. Standbys and other zones have the same mistake.",
        Detections = [.. Detecting.Balancers(system), .. Detecting.Alarms(system),
            new("customers", null, "data that is wrong fails no check")],
        ByItself =
        [
            "A stack whose update fails puts back what was. One whose update succeeds with a broken program does not.",
        ],
        Steps =
        [
            .. Stack(system),
            .. system.Groups.Select(Refresh),
            .. system.Databases.Where(one => one.ReplicaOf is null).Select(Data),
            .. system.Queues.Where(one => one.DeadLetters is not null).Select(Redrive),
        ],
        Checks =
        [
            .. Looking.Targets(system, Id),
            .. system.Databases.Where(one => one.ReplicaOf is null).Select(one => Looking.Database(one, Id)),
        ],
        Back = [.. system.Databases.Where(one => one is { ReplicaOf: null, BackupDays: > 0 }).Select(Old)],
    };

    private static IEnumerable<Step> Stack(Architecture system) => system.Stack is not { } stack ? [] :
    [
        new($"{Id}/stack", "If an update of the stack is under way, take it back; else deploy the last good template.")
        {
            Commands =
            [
                $"aws cloudformation cancel-update-stack --stack-name {Reports.Texts.Quoted(stack)}",
                "LAST_GOOD=...  # the file with the last template that was good",
                $"aws cloudformation deploy --stack-name {Reports.Texts.Quoted(stack)} --template-file \"$LAST_GOOD\"",
            ],
        },
    ];

    private static Step Refresh(Group one) => new(
        $"{Id}/rollback/{one.Handle.LogicalId}",
        $"If {one.Handle.Shown} is being refreshed, put its instances back; else start a refresh once the launch "
            + "template is the good one.")
    {
        Commands =
        [
            $"aws autoscaling rollback-instance-refresh --auto-scaling-group-name {one.Handle.Typed}",
            $"aws autoscaling start-instance-refresh --auto-scaling-group-name {one.Handle.Typed}",
        ],
    };

    private static Step Data(Database one) => one.BackupDays > 0
        ? Restoring.FromBackups(
            one, Id, "--restore-time \"$BEFORE\"", "BEFORE=...  # a moment before the mistake, as 2026-11-27T03:00:00Z")
        : new($"{Id}/lost/{one.Handle.LogicalId}", $"{one.Handle.Shown} has no backups: what was destroyed in it "
            + "is gone.");

    private static Step Redrive(Queue one) => new(
        $"{Id}/redrive/{one.Handle.LogicalId}",
        $"Once the program is good again, send what ended in the dead-letter queue of {one.Handle.Shown} back to it.")
    {
        Commands = [$"aws sqs start-message-move-task --source-arn {one.DeadLetters}"],
    };

    private static Step Old(Database one) => new(
        $"{Id}/keep/{one.Handle.LogicalId}",
        $"Keep the old {one.Handle.Shown} until what was written after the mistake has been carried over; then "
            + "delete it.");
}
