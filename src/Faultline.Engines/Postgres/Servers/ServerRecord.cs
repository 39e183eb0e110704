using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faultline.Engines.Postgres.Programs;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>What the next of us has to know of a server. It is in the server's folder, for us alone to read.</summary>
internal sealed record ServerRecord(int Major, string Admin, string Password)
{
    /// <summary>Where it was last told to listen.</summary>
    public string? Listen { get; init; }

    /// <summary>The archive that it was last told to write to.</summary>
    public string? Archive { get; init; }

    [JsonIgnore]
    public IPEndPoint? At => Listen is null ? null : IPEndPoint.Parse(Listen);

    public static ServerRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ServerRecordJson.Default.ServerRecord);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path) => Written.Whole(
        path, JsonSerializer.SerializeToUtf8Bytes(this, ServerRecordJson.Default.ServerRecord), user: null);
}

[JsonSerializable(typeof(ServerRecord))]
internal sealed partial class ServerRecordJson : JsonSerializerContext;
