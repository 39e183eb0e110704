using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// One connection of our superuser, which asks one thing after the other and gets one text for each. Whoever stops
/// waiting closes it at once: a server that stands still holds up nobody, and nothing of ours stays.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    /// <summary>What is set for clients does not hold here, and what is asked here is in no log.</summary>
    private const string Options =
        "-c search_path=pg_catalog -c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0 "
        + "-c idle_in_transaction_session_timeout=0 -c default_transaction_read_only=off "
        + "-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic "
        + "-c log_duration=off -c client_min_messages=error -c standard_conforming_strings=on -c DateStyle=ISO";

    private const int Version = 196608;
    private const int MessageBytesMax = 64 << 20;
    private const int HeadBytes = 5;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[8 << 10];
    private int begin;
    private int end;

    private Session()
    {
    }

    public static async ValueTask<Session> Open(IPEndPoint at, string admin, string password, CancellationToken ct)
    {
        var session = new Session();
        await session.Guarded(
            async () =>
            {
                await session.socket.ConnectAsync(at, ct);
                await session.Begin(admin, password, ct);
                return "";
            },
            ct);
        return session;
    }

    /// <summary>Runs statements, and gives the first column of the first row; null where there is none.</summary>
    public ValueTask<string?> Ask(string statement, CancellationToken ct) => Guarded(
        async () =>
        {
            await Send('Q', [.. Encoding.UTF8.GetBytes(statement), 0], ct);
            return await Answer(ct);
        },
        ct);

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whatever goes wrong, or is given up, closes it.</summary>
    private async ValueTask<string?> Guarded(Func<ValueTask<string?>> talk, CancellationToken ct)
    {
        try
        {
            return await talk();
        }
        catch (SessionFailed refused) when (refused.State is not null)
        {
            // The server has said no, and waits for the next question, unless it has closed.
            throw;
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or ObjectDisposedException)
        {
            socket.Dispose();
            ct.ThrowIfCancellationRequested();
            throw trouble as SessionFailed ?? new SessionFailed(trouble.Message, null, trouble);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask Begin(string admin, string password, CancellationToken ct)
    {
        var words = string.Join('\0', "user", admin, "database", "postgres", "application_name", "faultline",
            "options", Options, "", "");
        var hello = new byte[8 + Encoding.UTF8.GetByteCount(words)];
        BinaryPrimitives.WriteInt32BigEndian(hello, hello.Length);
        BinaryPrimitives.WriteInt32BigEndian(hello.AsSpan(4), Version);
        Encoding.UTF8.GetBytes(words, hello.AsSpan(8));
        await Write(hello, ct);
        var scram = new ScramClient(password);
        while (await Read(ct) is var (kind, body))
        {
            switch (kind)
            {
                case 'R':
                    if (scram.Answer(body.Span) is { } message)
                    {
                        await Send('p', message, ct);
                    }

                    break;
                case 'E':
                    socket.Dispose();
                    throw Refusal(body.Span);
                case 'Z':
                    return;
            }
        }
    }

    /// <summary>Reads until the server waits for the next question.</summary>
    private async ValueTask<string?> Answer(CancellationToken ct)
    {
        string? first = null;
        var rows = 0;
        SessionFailed? refusal = null;
        while (true)
        {
            var (kind, body) = await Read(ct, refusal);
            switch (kind)
            {
                case 'D' when rows++ == 0:
                    first = FirstColumn(body.Span);
                    break;
                case 'E':
                    refusal = Refusal(body.Span);
                    break;
                case 'Z':
                    return refusal is null ? first : throw refusal;
            }
        }
    }

    private static string? FirstColumn(ReadOnlySpan<byte> row)
    {
        if (BinaryPrimitives.ReadInt16BigEndian(row) == 0)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(row[2..]);
        return length < 0 ? null : Encoding.UTF8.GetString(row.Slice(6, length));
    }

    /// <summary>Fields, each a letter and a text that a zero ends; a zero ends them all.</summary>
    private static SessionFailed Refusal(ReadOnlySpan<byte> fields)
    {
        var (state, message) = ("", "");
        while (fields.Length > 1 && fields[0] != 0)
        {
            var length = fields.IndexOf((byte)0);
            var text = Encoding.UTF8.GetString(fields[1..length]);
            (state, message) = ((char)fields[0], text) switch
            {
                ('C', _) => (text, message),
                ('M', _) => (state, text),
                _ => (state, message),
            };
            fields = fields[(length + 1)..];
        }

        return new(message, state);
    }

    private ValueTask Send(char kind, byte[] body, CancellationToken ct)
    {
        var message = new byte[HeadBytes + body.Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), body.Length + 4);
        body.CopyTo(message, HeadBytes);
        return Write(message, ct);
    }

    private async ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, ct)..];
        }
    }

    /// <summary>The next message, which is there until the one after it.</summary>
    private async ValueTask<(char Kind, ReadOnlyMemory<byte> Body)> Read(
        CancellationToken ct, SessionFailed? refusal = null)
    {
        await Fill(HeadBytes, refusal, ct);
        var kind = (char)buffer[begin];
        var length = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(begin + 1)) - 4;
        if (length is < 0 or > MessageBytesMax)
        {
            throw new SessionFailed("What answers does not speak PostgreSQL.");
        }

        await Fill(HeadBytes + length, refusal, ct);
        var body = buffer.AsMemory(begin + HeadBytes, length);
        begin += HeadBytes + length;
        return (kind, body);
    }

    private async ValueTask Fill(int count, SessionFailed? refusal, CancellationToken ct)
    {
        if (end - begin >= count)
        {
            return;
        }

        if (begin + count > buffer.Length)
        {
            var larger = count > buffer.Length ? new byte[count * 2] : buffer;
            buffer.AsSpan(begin, end - begin).CopyTo(larger);
            (buffer, begin, end) = (larger, 0, end - begin);
        }

        while (end - begin < count)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(end), ct);
            if (got == 0)
            {
                socket.Dispose();
                throw new SessionFailed(refusal?.Message ?? "The server closed the connection.");
            }

            end += got;
        }
    }
}
