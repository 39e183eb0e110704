namespace Faultline.Store;

/// <summary>The state folder cannot be used; the message says why in one sentence. Nothing in it was touched.</summary>
public sealed class StateUnusable(string message, Exception? inner = null) : Exception(message, inner);
