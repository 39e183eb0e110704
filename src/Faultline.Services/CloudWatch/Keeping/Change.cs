namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>An alarm has come into another state.</summary>
/// <param name="Alarm">As it was before.</param>
internal sealed record Change(Alarm Alarm, Standing Now);
