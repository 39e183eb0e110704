namespace Faultline.Store;

/// <summary>A partition that was found on the disk and waits to be opened.</summary>
internal sealed record Recovered(uint Number, Shelf Shelf);
