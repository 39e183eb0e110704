namespace Faultline.Engines.Balancer.Http2;

/// <summary>How one end of a connection behaves.</summary>
/// <param name="IsServer">The other end asks, and this one answers.</param>
/// <param name="IsSecure">It goes through TLS, so that requests are for https.</param>
/// <param name="HeadBytesMax">A longer head is not taken.</param>
/// <param name="TakesTrailers">Every request says that fields behind the answer are welcome, as gRPC has to.</param>
internal sealed record SessionOptions(bool IsServer, bool IsSecure, int HeadBytesMax, bool TakesTrailers = false);
