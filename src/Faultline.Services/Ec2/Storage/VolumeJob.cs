namespace Faultline.Services.Ec2.Storage;

/// <summary>Something that is to be done to volumes themselves, so that they are as the state says.</summary>
internal abstract record VolumeJob
{
    public sealed record Make(string Volume, string? Snapshot) : VolumeJob;

    public sealed record Delete(string Volume) : VolumeJob;

    /// <summary>A fault broke the disk that it was on.</summary>
    public sealed record Lose(string Volume) : VolumeJob;

    public sealed record Take(string Snapshot, string Volume) : VolumeJob;

    public sealed record Copy(string Snapshot, string Region, string Source) : VolumeJob;

    public sealed record DeleteSnapshot(string Snapshot) : VolumeJob;
}
