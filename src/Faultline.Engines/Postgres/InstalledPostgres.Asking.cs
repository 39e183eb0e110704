using System.Text.Json;
using Faultline.Engines.Postgres.Servers;

namespace Faultline.Engines.Postgres;

/// <summary>Servers asked how they do, and told whom they belong to and who follows them.</summary>
public sealed partial class InstalledPostgres
{
    private const int DropsMax = 200;

    public async ValueTask<Sight> Look(string key, TimeSpan limit, CancellationToken ct)
    {
        if (!servers.TryGetValue(key, out var server))
        {
            return new(node.Now) { Trouble = "It is not there." };
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var watch = node.Clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), either, limit, Timeout.InfiniteTimeSpan);
        try
        {
            var (answer, needsRestart) = await server.Ask(either.Token);
            return SightOf(server, answer, needsRestart);
        }
        catch (Exception trouble) when (!ct.IsCancellationRequested && IsTrouble(trouble))
        {
            await server.Leave();
            return new(node.Now)
            {
                Trouble = trouble is OperationCanceledException || either.IsCancellationRequested
                    ? $"It did not answer within {limit.TotalSeconds:0.###} s."
                    : trouble.Message,
            };
        }
        catch (OperationCanceledException)
        {
            await server.Leave();
            throw;
        }
    }

    public async ValueTask SetOwner(string key, Owner owner, CancellationToken ct)
    {
        try
        {
            await using var connection = await Of(key).Connect(ct);
            await SetOwner(connection, owner, ct);
        }
        catch (SessionFailed why)
        {
            throw new PostgresFailed($"{key} has no owner: {why.Message}", why);
        }
    }

    public async ValueTask SetSlots(string key, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var wanted = names.Select(SlotName.Of).ToHashSet(StringComparer.Ordinal);
        try
        {
            await using var connection = await Of(key).Connect(ct);
            var there = await Slots(connection, ct);
            foreach (var name in wanted.Except(there))
            {
                await connection.Ask(
                    $"select pg_create_physical_replication_slot({Quoted.Text(name)}, true)::text", ct);
            }

            foreach (var name in there.Except(wanted))
            {
                await Drop(connection, name, ct);
            }
        }
        catch (SessionFailed why)
        {
            throw new PostgresFailed($"{key} cannot keep places for who follows it: {why.Message}", why);
        }
    }

    public async ValueTask Archive(string key, CancellationToken ct)
    {
        var server = Of(key);
        var archive = server.Record.Archive ?? throw new PostgresFailed($"{key} has no archive.");
        try
        {
            await using var connection = await server.Connect(ct);
            // Seen before its log is cut: so the place that was seen lies in the piece that is handed over.
            var answer = await Seen();
            var moment = answer.At;
            await connection.Ask("select pg_switch_wal()::text", ct);
            while (!(Archives.See(archive, answer) >= moment))
            {
                await Task.Delay(LookAgain, node.Clock, ct);
                answer = await Seen();
            }

            async ValueTask<Answer> Seen()
            {
                var seen = JsonSerializer.Deserialize(
                    (await connection.Ask(Answer.Query, ct))!, AnswerJson.Default.Answer)!;
                Archives.See(archive, seen);
                return seen;
            }
        }
        catch (SessionFailed why)
        {
            throw new PostgresFailed($"{key} does not archive: {why.Message}", why);
        }
    }

    private Sight SightOf(Server server, Answer answer, bool needsRestart)
    {
        var now = node.Now;
        var archived = server.Record.Archive is { } archive
            ? answer.Standby ? Archives.Find(archive)?.Until : Archives.See(archive, answer)
            : null;
        if (answer.Standby && answer.IsComplete)
        {
            server.CompleteAt = now;
        }

        return new(now)
        {
            IsStandby = answer.Standby,
            Written = answer.Written,
            Applied = answer.Applied,
            Timeline = answer.Timeline,
            IsFed = answer.Fed,
            Lag = answer.Standby ? LagOf(server, answer, now) : null,
            Followers = answer.Followers,
            Slots = [.. answer.Slots.Select(SlotName.Back)],
            Connections = answer.Connections,
            NeedsRestart = needsRestart,
            ArchivedUntil = archived,
            Counts = new()
            {
                Commits = answer.Commits,
                Rollbacks = answer.Rollbacks,
                BlocksRead = answer.Read,
                BlocksHit = answer.Hit,
            },
        };
    }

    /// <summary>
    /// Since when it may lack something: since it had all, or since the last commit that it has, whichever is later.
    /// </summary>
    private static TimeSpan? LagOf(Server server, Answer answer, DateTimeOffset now)
    {
        if (answer.IsComplete)
        {
            return TimeSpan.Zero;
        }

        TimeSpan? shown = answer.Shown is { } seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
        var complete = now - server.CompleteAt;
        return shown is null || complete < shown ? complete ?? shown : shown;
    }

    private static bool IsTrouble(Exception trouble) => trouble
        is IOException or OperationCanceledException or JsonException or ObjectDisposedException;

    private async ValueTask SetOwner(Session connection, Owner owner, CancellationToken ct)
    {
        var name = Quoted.Name(owner.Name);
        var roles = owner.Roles.Concat(owner.Memberships.SelectMany(each => (string[])[each.Member, each.Of]));
        await connection.Ask(
            Block(
            [
                .. roles.Distinct(StringComparer.Ordinal)
                    .Select(role => IfNoRole(role, $"create role {Quoted.Name(role)} nologin")),
                IfNoRole(owner.Name, $"create role {name} login"),
                .. owner.Memberships.Concat(owner.Roles.Select(role => new Membership(owner.Name, role)))
                    .Select(each => $"grant {Quoted.Name(each.Of)} to {Quoted.Name(each.Member)} with admin option;"),
            ]),
            ct);
        await connection.Ask($"alter role {name} login createdb createrole nosuperuser "
            + $"password {Quoted.Text(Scram.Verifier(owner.Password, node.Dice))}",
            ct);

        // The database that every server has is its own too: in it, it makes what it wants.
        await connection.Ask($"alter database postgres owner to {name}", ct);
        if (owner.Database is { } database)
        {
            var there = await connection.Ask(
                $"select 'yes' from pg_database where datname = {Quoted.Text(database)}", ct);
            if (there is null)
            {
                await connection.Ask($"create database {Quoted.Name(database)} owner {name}", ct);
            }
        }
    }

    /// <summary>Statements that come about together.</summary>
    private static string Block(IEnumerable<string> statements) =>
        $"do {Quoted.Text($"begin\n{string.Join('\n', statements)}\nend")}";

    /// <summary>A statement that is run where there is no role of that name, as a part of a block.</summary>
    private static string IfNoRole(string role, string statement) => $"""
        if not exists (select from pg_roles where rolname = {Quoted.Text(role)}) then
          execute {Quoted.Text(statement)};
        end if;
        """;

    private static async ValueTask<IReadOnlyList<string>> Slots(Session connection, CancellationToken ct)
    {
        var text = await connection.Ask("""
            select coalesce(string_agg(slot_name, ',' order by slot_name), '')
            from pg_replication_slots where slot_type = 'physical' and not temporary
            """, ct);
        return text!.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A slot that is in use is dropped once its follower was sent away.</summary>
    private async ValueTask Drop(Session connection, string name, CancellationToken ct)
    {
        var slot = Quoted.Text(name);
        for (var round = 0; ; round++)
        {
            await connection.Ask($"""
                select pg_terminate_backend(active_pid)::text from pg_replication_slots
                where slot_name = {slot} and active_pid is not null
                """, ct);
            try
            {
                await connection.Ask($"""
                    select pg_drop_replication_slot(slot_name)::text from pg_replication_slots where slot_name = {slot}
                    """, ct);
                return;
            }
            catch (SessionFailed used) when (used.State == SessionFailed.ObjectInUse && round < DropsMax)
            {
                await Task.Delay(LookAgain, node.Clock, ct);
            }
        }
    }
}
