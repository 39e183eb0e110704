using Npgsql;

namespace Faultline.Machines.Shop;

/// <summary>The shop's memory in PostgreSQL. Each of them is one transaction.</summary>
internal sealed class PostgresOrders(ShopDatabase database) : IOrders
{
    /// <summary>
    /// An order that is there is written anew all the same. The first try may have been committed on the writer alone,
    /// its caller gone before the standby had it: this one is answered once the standby has both.
    /// </summary>
    private const string Placing = """
        with placed as (
            insert into orders (key) values ($1)
            on conflict (key) do update set key = excluded.key
            returning xmax = 0 as is_new),
        taken as (
            delete from cart_items where cart = $2 and (select is_new from placed) returning thing, count),
        listed as (
            insert into order_items (key, thing, count) select $1, thing, count from taken),
        noted as (
            insert into outbox (key) select $1 from placed where is_new)
        select is_new from placed
        """;

    public void Put(string cart, string thing, int count) => database.Do(connection =>
    {
        using var command = Command(
            connection,
            "insert into cart_items values ($1, $2, $3) on conflict (cart, thing) do update set count = excluded.count",
            cart, thing, count);
        return command.ExecuteNonQuery();
    });

    public bool Place(string key, string? cart) => database.Do(connection =>
    {
        using var command = Command(connection, Placing, key, cart ?? "");
        return (bool)command.ExecuteScalar()!;
    });

    public IReadOnlyList<string> Keys() => database.Do(connection =>
    {
        using var command = Command(connection, "select key from orders order by number");
        return Texts(command);
    });

    public Order? Find(string key) => database.Do(connection =>
    {
        using var command = Command(connection, "select placed, fulfilled from orders where key = $1", key);
        using var found = command.ExecuteReader();
        return found.Read()
            ? new Order(key, found.GetDateTime(0), found.IsDBNull(1) ? null : found.GetDateTime(1))
            : null;
    });

    public int Send(int max, Action<IReadOnlyList<string>> send) => database.Do(connection =>
    {
        // Others send at the same time: each takes what nobody holds. Whoever dies over it leaves it as it was.
        using var transaction = connection.BeginTransaction();
        using var take = Command(
            connection,
            """
            delete from outbox where number in (
                select number from outbox order by number limit $1 for update skip locked)
            returning key
            """,
            max);
        var keys = Texts(take);
        if (keys.Count > 0)
        {
            send(keys);
        }

        transaction.Commit();
        return keys.Count;
    });

    public bool Fulfil(string key) => database.Do(connection =>
    {
        using var command = Command(
            connection, "update orders set fulfilled = coalesce(fulfilled, now()) where key = $1", key);
        return command.ExecuteNonQuery() > 0;
    });

    public void Ping() => database.Do(connection =>
    {
        using var command = Command(connection, "select 1");
        return command.ExecuteScalar();
    });

    private static List<string> Texts(NpgsqlCommand command)
    {
        var texts = new List<string>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, params object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
