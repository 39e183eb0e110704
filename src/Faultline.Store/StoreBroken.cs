namespace Faultline.Store;

/// <summary>A write or a sync failed, so nothing more is promised until the store is opened again.</summary>
public sealed class StoreBroken(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static StoreBroken By(Exception cause) => cause switch
    {
        StoreBroken broken => broken,
        DiskFull => new($"The disk is full; {Until} {cause.Message}", cause),
        _ => new($"The journal could not be written; {Until} {cause.Message}", cause),
    };

    private const string Until = "nothing is kept until Faultline is started again.";
}
