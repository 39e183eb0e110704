namespace Faultline.Services.Rds.Instances;

/// <summary>How much of its storage an instance uses.</summary>
/// <param name="Used">What its data take, in bytes, as of the last look.</param>
/// <param name="Growth">By how many bytes that grew in the past hour.</param>
/// <param name="IsFilled">A fault fills the disk that it stands on.</param>
internal readonly record struct Room(long Used, long Growth = 0, bool IsFilled = false);
