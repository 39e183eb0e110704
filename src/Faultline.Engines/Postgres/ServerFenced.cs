namespace Faultline.Engines.Postgres;

/// <summary>A server that wrote once, and must not again before its data are behind another writer's.</summary>
public sealed class ServerFenced(string key) : IOException($"{key} is fenced: another one writes now.");
