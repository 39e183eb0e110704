namespace Faultline.Store;

/// <summary>A write or a sync failed, so nothing more is promised until the store is opened again.</summary>
public sealed class StoreBroken(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static StoreBroken By(Exception cause) => cause switch
    {
        StoreBroken broken => broken,
        DiskFull => new($"The disk is full; nothing is kept until Faultline is started again. {cause.Message}", cause),
        _ => new($"The journal could not be written; nothing is kept until Faultline is started again. {cause.Message}", cause),
    };
}
