using System.Globalization;
using Faultline.Engines.Postgres.Archives;
using Faultline.Engines.Postgres.Servers;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres;

/// <summary>Servers made from backups, brought to a moment by what an archive has after them.</summary>
public sealed partial class InstalledPostgres
{
    /// <summary>What PostgreSQL says where the log ends with nothing committed after the wanted moment.</summary>
    private const string EndedBefore = "recovery ended before configured recovery target was reached";

    /// <summary>What servers are restored from; null before it is opened.</summary>
    internal FolderBackups? Backups { get; set; }

    public async ValueTask Restore(string key, RestoreOrder order, CancellationToken ct)
    {
        var backups = Backups ?? throw new InvariantBroken("Nobody has opened the backups.");
        var note = backups.NoteOf(order.Backup) ?? throw new PostgresFailed($"There is no backup {order.Backup}.");
        if (note.Admin != order.Admin)
        {
            throw new PostgresFailed($"The superuser of the backup {order.Backup} is called {note.Admin}.");
        }

        var archive = order.Archive is { } name ? Checked(name, order, note) : null;
        await Make(key, new(note.Major, order.Admin, order.Password), async folder =>
        {
            await backups.Fill(order.Backup, folder, user, ct);
            await Disk(() =>
            {
                // In a backup of a standby it is said that it is one.
                File.Delete(folder.StandbySignal);
                if (archive is not null)
                {
                    Written.Whole(folder.RecoverySignal, [], user);
                }
            });

            await Recover(key, folder, note.Major, order, archive, ct);

            // It is a database of its own from here on.
            await templates.Become(folder, TreeOf(key), program => Program(note.Major, program), ct);
        });
    }

    private ArchiveState Checked(string name, RestoreOrder order, BackupNote note)
    {
        if (Archives.Find(name) is not { From: { } from, Until: { } until } state)
        {
            throw new PostgresFailed($"There is no archive {name}, or nothing in it yet.");
        }

        if (order.Until is { } moment && (moment < note.Consistent || moment > until))
        {
            throw new PostgresFailed(
                $"With the backup {order.Backup} and the archive {name} any moment from {note.Consistent:O} to "
                + $"{until:O} can be restored, and {moment:O} is none of these.");
        }

        return note.Consistent >= from
            ? state
            : throw new PostgresFailed($"The archive {name} begins after the backup {order.Backup}.");
    }

    private async ValueTask Recover(
        string key, ServerFolder folder, int major, RestoreOrder order, ArchiveState? archive, CancellationToken ct)
    {
        List<string> settings = ["-c", "archive_mode=off", "-c", "hot_standby=off"];
        if (archive is not null)
        {
            // A moment is restored from what had all of it when it was asked for: what comes later is of later moments.
            var command = order.Until is null
                ? Archives.CommandsOf(order.Archive!).Restore
                : Archives.RestoreOf(order.Archive!, archive);
            settings.AddRange(
                "-c", $"restore_command={command}",
                "-c", $"recovery_target_timeline={archive.Timeline.ToString(CultureInfo.InvariantCulture)}",
                "-c", "recovery_target_action=promote");
        }

        var verifier = Scram.Verifier(order.Password, node.Dice);
        ValueTask Run(IEnumerable<string> all) => templates.SetPassword(
            folder, order.Admin, verifier, TreeOf(key), program => Program(major, program), all, ct);
        if (archive is null || order.Until is not { } until)
        {
            await Run(settings);
            return;
        }

        try
        {
            var moment = until.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            await Run([.. settings, "-c", $"recovery_target_time={moment}+00"]);
        }
        catch (PostgresFailed end) when (end.Message.Contains(EndedBefore, StringComparison.Ordinal))
        {
            // Nothing that may be read was committed after that moment, and all up to it may: so all of it is wanted.
            await Run(settings);
        }
    }
}
