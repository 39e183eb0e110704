using System.Text.Json.Nodes;

namespace Faultline.Services.Provisioning;

/// <summary>A thing as its service knows it, and those of its attributes that another one has changed.</summary>
public sealed record Neighbour(string Type, string PhysicalId, JsonObject Attributes);
