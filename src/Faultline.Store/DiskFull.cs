namespace Faultline.Store;

/// <summary>There is no room left for what should be written.</summary>
public sealed class DiskFull(string message, Exception? inner = null) : IOException(message, inner);
