using System.Text.Json.Serialization;

namespace Faultline.Engines.Postgres.Archives;

[JsonSerializable(typeof(ArchiveState))]
internal sealed partial class ArchiveStateJson : JsonSerializerContext;
