namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>What somebody put of a series at one second.</summary>
/// <param name="IsFine">It is kept by the second as well.</param>
internal readonly record struct Datum(Series Series, long At, bool IsFine, Bucket What);
