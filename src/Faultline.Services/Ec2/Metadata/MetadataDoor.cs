using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Faultline.Network;

namespace Faultline.Services.Ec2.Metadata;

/// <summary>
/// The address at which one instance finds the metadata service: HTTP/1.1, no more of it than that service needs.
/// Requests have no bodies; one that has is refused.
/// </summary>
internal sealed class MetadataDoor : IAsyncDisposable
{
    private const int HeadBytesMax = 8 * 1024;
    private const int ConnectionsMax = 64;

    private readonly IListener listener;
    private readonly Func<MetadataRequest, CancellationToken, ValueTask<MetadataAnswer>> answer;
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Task> serving = [];
    private readonly Task accepting;

    public MetadataDoor(IListener listener, Func<MetadataRequest, CancellationToken, ValueTask<MetadataAnswer>> answer)
    {
        (this.listener, this.answer) = (listener, answer);
        accepting = Accept();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        stop.Cancel();
        await accepting;
        await Task.WhenAll(serving);
        stop.Dispose();
    }

    private async Task Accept()
    {
        while (await listener.Accept() is { } client)
        {
            serving.RemoveWhere(task => task.IsCompleted);
            if (serving.Count < ConnectionsMax)
            {
                serving.Add(Serve(client.Pipe));
            }
            else
            {
                await Close(client.Pipe);
            }
        }
    }

    private async Task Serve(IDuplexPipe client)
    {
        try
        {
            while (await Head(client.Input) is { } request)
            {
                var keepsOpen = request.Headers.GetValueOrDefault("connection") != "close";
                Write(client.Output, request, await answer(request, stop.Token), keepsOpen);
                await client.Output.FlushAsync(stop.Token);
                if (!keepsOpen)
                {
                    break;
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or InvalidDataException)
        {
            // The client is gone, or we are, or it does not speak HTTP: nobody is there to be told.
        }
        finally
        {
            await Close(client);
        }
    }

    private async ValueTask<MetadataRequest?> Head(PipeReader from)
    {
        while (true)
        {
            var read = await from.ReadAsync(stop.Token);
            if (Parse(read.Buffer, out var request, out var consumed))
            {
                from.AdvanceTo(consumed);
                return request;
            }

            if (read.IsCompleted || read.Buffer.Length > HeadBytesMax)
            {
                return null;
            }

            from.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool Parse(ReadOnlySequence<byte> bytes, out MetadataRequest? request, out SequencePosition consumed)
    {
        (request, consumed) = (null, bytes.Start);
        var reader = new SequenceReader<byte>(bytes);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8))
        {
            return false;
        }

        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, ['/', ..] target, _])
        {
            throw new InvalidDataException("That is no request.");
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            var at = line.IndexOf(':', StringComparison.Ordinal);
            if (at > 0)
            {
                headers[line[..at].ToLowerInvariant()] = line[(at + 1)..].Trim();
            }
        }

        if (headers.GetValueOrDefault("content-length", "0") != "0" || headers.ContainsKey("transfer-encoding"))
        {
            throw new InvalidDataException("A request for metadata has no body.");
        }

        consumed = reader.Position;
        request = new(method, Uri.UnescapeDataString(target.Split('?')[0]), headers);
        return true;
    }

    private static void Write(PipeWriter to, MetadataRequest request, MetadataAnswer answer, bool keepsOpen)
    {
        var body = answer.Body;
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {Phrase(answer.Status)}\r\n")
            .Append("Server: EC2ws\r\nContent-Type: text/plain\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        if (answer.TokenSeconds is { } seconds)
        {
            head.Append(CultureInfo.InvariantCulture, $"X-Aws-Ec2-Metadata-Token-Ttl-Seconds: {seconds}\r\n");
        }

        head.Append(keepsOpen ? "\r\n" : "Connection: close\r\n\r\n");
        to.Write(Encoding.Latin1.GetBytes(head.ToString()));
        if (request.Method != "HEAD")
        {
            to.Write(body);
        }
    }

    private static string Phrase(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };

    private static async ValueTask Close(IDuplexPipe client)
    {
        await client.Output.CompleteAsync();
        await client.Input.CompleteAsync();
    }
}
