namespace Faultline.Network;

/// <summary>The other side of a connection knows nothing of it any more, or it has been given up.</summary>
public sealed class ConnectionReset(string why) : IOException(why);
