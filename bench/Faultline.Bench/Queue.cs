using System.Text.Json;

namespace Faultline.Bench;

/// <summary>One queue on one server, and the requests of the benchmark ready to be sent to it.</summary>
internal sealed class Queue
{
    private readonly Signer signer;
    private readonly int port;
    private readonly byte[] send;
    private readonly byte[] receive;
    private readonly Stencil delete;

    private Queue(Signer signer, int port, string url)
    {
        (this.signer, this.port, Url) = (signer, port, url);
        send = signer.Post(port, "AmazonSQS.SendMessage",
            Json(new { QueueUrl = url, MessageBody = new string('m', 1024) }));
        receive = signer.Post(port, "AmazonSQS.ReceiveMessage",
            Json(new { QueueUrl = url, MaxNumberOfMessages = 1, WaitTimeSeconds = 0 }));
        delete = new(
            signer, port, "AmazonSQS.DeleteMessage", $"{{\"QueueUrl\":{Json(url)},\"ReceiptHandle\":\"", "\"}");
    }

    public string Url { get; }

    /// <summary>Keys that the server made and therefore verifies.</summary>
    public static async Task<Keys> MakeKeys(int port)
    {
        var known = new Keys("test", "test");
        using var line = await Line.Open(port);
        var request = new Signer(known, "sts").Form(port, "Action=GetSessionToken&Version=2011-06-15");
        await line.Must(request);
        var xml = System.Xml.Linq.XDocument.Parse(System.Text.Encoding.UTF8.GetString(line.Body));
        string Find(string name) => xml.Descendants().First(element => element.Name.LocalName == name).Value;
        return new(Find("AccessKeyId"), Find("SecretAccessKey"), Find("SessionToken"));
    }

    public static async Task<Queue> Make(int port, Keys keys, string name)
    {
        var signer = new Signer(keys, "sqs");
        using var line = await Line.Open(port);
        await line.Must(signer.Post(port, "AmazonSQS.CreateQueue", Json(new { QueueName = name })));
        return new(signer, port, Text(line.Body, "QueueUrl") ?? throw new InvalidOperationException("No QueueUrl."));
    }

    public ValueTask Send(Line line) => line.Must(send);

    public async ValueTask ReceiveAndDelete(Line line)
    {
        await line.Must(receive);
        await line.Must(delete.Fill(line.Scratch, Handle(line.Body)));
    }

    /// <summary>Fills the queue, ten messages a call.</summary>
    public async Task Fill(int count, int size)
    {
        var entries = Enumerable.Range(0, 10).Select(i => new { Id = $"{i}", MessageBody = new string('m', size) });
        var batch = signer.Post(port, "AmazonSQS.SendMessageBatch", Json(new { QueueUrl = Url, Entries = entries }));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async part =>
        {
            using var line = await Line.Open(port);
            for (var i = part; i < count / 10; i += 16)
            {
                await line.Must(batch);
            }
        }));
    }

    public async Task Delete()
    {
        using var line = await Line.Open(port);
        await line.Must(signer.Post(port, "AmazonSQS.DeleteQueue", Json(new { QueueUrl = Url })));
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    /// <summary>The receipt handle as it stands in the answer: base64, so nothing in it is escaped.</summary>
    private static ReadOnlySpan<byte> Handle(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("ReceiptHandle"u8))
            {
                reader.Read();
                return reader.ValueSpan;
            }
        }

        throw new InvalidOperationException("The queue ran empty.");
    }

    private static string? Text(ReadOnlySpan<byte> body, string name) =>
        JsonDocument.Parse(body.ToArray()).RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
